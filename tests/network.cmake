# Tests of core/network, a line each: house_test(<file> network)
house_test(checkpoint network)
house_test(choices network)
house_test(inspection network)
house_test(network network)
house_test(inspyrenet network libtorch)
house_test(kernels network)
house_test(nominal_cost network)
house_test(free_ranges network)
house_test(page_keeper network libtorch)
house_test(free_memory network)
# Its own stand-ins for CUDA's functions are found by their names.
set_target_properties(tst_free_memory PROPERTIES ENABLE_EXPORTS ON)
house_test(axial_attention network libtorch)
house_test(window_attention network libtorch)
house_test(torchscript_export network libtorch)

# What compares with the reference: formula weights, pictures and its tensors.
find_package(nlohmann_json REQUIRED)
add_library(golden STATIC support/formula.cpp support/formula.h support/golden.cpp support/golden.h)
target_include_directories(golden PUBLIC support PRIVATE .)
target_link_libraries(golden PUBLIC network libtorch rules PRIVATE Qt6::Gui nlohmann_json::nlohmann_json)
# A debug build fills 90 million weights too.
set_source_files_properties(support/formula.cpp PROPERTIES COMPILE_OPTIONS -O2)
house_test(goldens golden)
house_test(half_range golden)
house_test(blending golden)
house_test(heads golden)
house_test(res2net_backbone golden)
house_test(swin_backbone golden)
# What emulates half precision is slow.
set_tests_properties(half_range PROPERTIES TIMEOUT 900 ENVIRONMENT "QTEST_FUNCTION_TIMEOUT=600000")
# These take both cores for minutes; what waits for low-priority work beside them would starve.
set_tests_properties(goldens network torchscript_export PROPERTIES RUN_SERIAL TRUE)
