# Tests of the programs, run as a user runs them.
house_test(cli core opencv_imgproc)
target_compile_definitions(tst_cli PRIVATE PAWTRAIT_CLI="$<TARGET_FILE:pawtrait-cli>")
add_dependencies(tst_cli pawtrait-cli)
house_test(handover)
house_test(side_by_side)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
house_test(cut_stages core program_start nlohmann_json::nlohmann_json CLI11::CLI11 opencv_imgproc)
target_sources(tst_cut_stages PRIVATE
  ${PROJECT_SOURCE_DIR}/app/cli/cut_look.cpp
  ${PROJECT_SOURCE_DIR}/app/cli/cut_stages.cpp
  ${PROJECT_SOURCE_DIR}/app/cli/words.cpp)
starts_readers(cut_stages)
house_test(cli_model core network http_server)
target_compile_definitions(tst_cli_model PRIVATE PAWTRAIT_CLI="$<TARGET_FILE:pawtrait-cli>")
add_dependencies(tst_cli_model pawtrait-cli)
