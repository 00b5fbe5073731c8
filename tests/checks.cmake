# Tests of core/checks, a line each: house_test(<file> core)
house_test(megapixel_policy core)
house_test(print_check core)
