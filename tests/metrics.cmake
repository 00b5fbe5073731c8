# Tests of core/metrics, a line each: house_test(<file> core)
house_test(memory core)
