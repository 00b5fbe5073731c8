# Tests of core/network, a line each: house_test(<file> core)
