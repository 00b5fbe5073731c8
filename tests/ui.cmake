# Tests of ui, a line each: house_test(<file> ui Qt6::Widgets)
find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets)
