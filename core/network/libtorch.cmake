# The target `libtorch`: two imported libraries. find_package(Torch) would demand a CUDA toolkit.
set(folder ${PAWTRAIT_LIBTORCH})
if(NOT folder)
  if(DEFINED ENV{XDG_CACHE_HOME})
    set(folder $ENV{XDG_CACHE_HOME}/pawtrait/libtorch-2.8.0/torch)
  else()
    set(folder $ENV{HOME}/.cache/pawtrait/libtorch-2.8.0/torch)
  endif()
endif()
if(NOT EXISTS ${folder}/lib/libtorch_cpu.so)
  message(FATAL_ERROR "No LibTorch in ${folder}. Run packaging/setup.sh, or give -DPAWTRAIT_LIBTORCH=<folder>.")
endif()

foreach(name c10 torch_cpu)
  add_library(${name} SHARED IMPORTED GLOBAL)
  set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${folder}/lib/lib${name}.so)
endforeach()
add_library(libtorch INTERFACE)
target_include_directories(libtorch SYSTEM INTERFACE ${folder}/include ${folder}/include/torch/csrc/api/include)
# libtorch_cpu.so finds the CUDA runtime stubs by its own RUNPATH when it is loaded, not when it is linked.
target_link_options(libtorch INTERFACE -Wl,--allow-shlib-undefined -Wl,-rpath-link,${folder}/lib)
target_link_libraries(libtorch INTERFACE torch_cpu c10)

# at::parallel_for is a header: without OpenMP it runs on one thread and says nothing. The runtime must be LibTorch's
# own, so that its loops and ours share their threads.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(libtorch INTERFACE -fopenmp)
  file(GLOB own_runtime ${folder}/lib/libgomp*.so.1)
  if(own_runtime)
    target_link_libraries(libtorch INTERFACE ${own_runtime})
  else()
    target_link_libraries(libtorch INTERFACE gomp)
  endif()
endif()
