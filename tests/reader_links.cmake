# cmake -DREADELF=<tool> -DPROGRAM=<file> -P reader_links.cmake: fails where the program that reads photos loads what
# it does not need. LibTorch alone would make each of its starts thirty times as dear.
execute_process(COMMAND ${READELF} -d ${PROGRAM} OUTPUT_VARIABLE libraries COMMAND_ERROR_IS_FATAL ANY)
if(NOT libraries MATCHES "NEEDED.*libopencv_core")
  message(FATAL_ERROR "${PROGRAM}: its libraries cannot be read")
endif()
if(libraries MATCHES "NEEDED[^\n]*\\[lib(torch|c10|gomp|Qt|curl)[^\n]*")
  message(FATAL_ERROR "${PROGRAM} needs ${CMAKE_MATCH_0}")
endif()
