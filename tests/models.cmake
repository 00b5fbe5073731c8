# Tests of core/models, a line each: house_test(<file> core)
add_library(http_server STATIC support/http_server.cpp support/http_server.h)
target_link_libraries(http_server PUBLIC rules Threads::Threads)

house_test(download core http_server)
house_test(manifest core)
house_test(model_shelf core network http_server)
house_test(models core)
