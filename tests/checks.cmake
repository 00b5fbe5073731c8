# Tests of core/checks, a line each: house_test(<file> core)
