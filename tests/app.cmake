# Tests of the programs, run as a user runs them.
house_test(cli core opencv_imgproc)
target_compile_definitions(tst_cli PRIVATE PAWTRAIT_CLI="$<TARGET_FILE:pawtrait-cli>")
add_dependencies(tst_cli pawtrait-cli)
house_test(handover)
house_test(cli_model core network http_server)
target_compile_definitions(tst_cli_model PRIVATE PAWTRAIT_CLI="$<TARGET_FILE:pawtrait-cli>")
add_dependencies(tst_cli_model pawtrait-cli)
