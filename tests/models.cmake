# Tests of core/models, a line each: house_test(<file> core)
add_library(http_server STATIC support/http_server.cpp support/http_server.h)
target_link_libraries(http_server PUBLIC rules Threads::Threads)

add_library(https_server STATIC support/https_server.cpp support/https_server.h)
target_link_libraries(https_server PUBLIC Qt6::Core rules)

house_test(download core http_server https_server)
house_test(manifest core)
house_test(model_shelf core network http_server)
house_test(models core)
