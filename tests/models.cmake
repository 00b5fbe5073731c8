# Tests of core/models, a line each: house_test(<file> core)
house_test(manifest core)
house_test(models core)
