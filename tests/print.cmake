# Tests of core/print, a line each: house_test(<file> core)
