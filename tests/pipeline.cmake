# Tests of core/pipeline, a line each: house_test(<file> core)
