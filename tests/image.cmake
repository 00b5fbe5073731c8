# Tests of core/image, a line each: house_test(<file> core)
