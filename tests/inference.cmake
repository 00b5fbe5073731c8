# Tests of core/inference, a line each: house_test(<file> core)
