# Tests of core/matte, a line each: house_test(<file> core)
