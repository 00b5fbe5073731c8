# Tests of core/image, a line each: house_test(<file> core)
house_test(size core)
house_test(resize core Qt6::Gui)
house_test(compose core)
