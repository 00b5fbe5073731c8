# Tests of core/print, a line each: house_test(<file> core)
house_test(name_template core)
house_test(print_size core)
house_test(recipe core)
