# Tests of core/effects, a line each: house_test(<file> core)
