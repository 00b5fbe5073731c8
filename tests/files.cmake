# Tests of core/files, a line each: house_test(<file> core)
