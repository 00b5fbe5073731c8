# cmake -DROOT=<project> -DSOURCES=<a,b> -DOUTPUT=<file> -DDEPFILE=<file> -P wire_id.cmake: writes core::wireId, a hash of
# the text of these sources (named from ROOT) and of all headers of the project that they include, one through another.
cmake_minimum_required(VERSION 3.25)

string(REPLACE "," ";" waiting "${SOURCES}")
set(sources)
while(waiting)
  list(POP_FRONT waiting source)
  if(source IN_LIST sources)
    continue()
  endif()
  list(APPEND sources ${source})
  file(STRINGS ${ROOT}/${source} lines REGEX "^#include \"")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^#include \"([^\"]+)\".*" "\\1" header "${line}")
    list(APPEND waiting ${header})
  endforeach()
endwhile()

list(SORT sources)
set(texts)
set(dependencies)
foreach(source IN LISTS sources)
  file(SHA256 ${ROOT}/${source} hash)
  string(APPEND texts "${source} ${hash}\n")
  string(APPEND dependencies " ${ROOT}/${source}")
endforeach()
string(SHA256 id "${texts}")
string(SUBSTRING ${id} 0 16 id)

# Left alone where nothing changed, so that nothing is compiled again.
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[
#include "core/files/wire_id.h"

const char *const core::wireId = "@id@";
]] @ONLY)
file(WRITE ${DEPFILE} "${OUTPUT}:${dependencies}\n")
