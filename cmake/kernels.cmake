# Kernels: one body, compiled once for each instruction set of src/vector/instruction_set.h.

# Elsewhere than on x86-64 there is the baseline alone.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(TPMSYNC_FLAGS_AVX2 -mavx2 CACHE INTERNAL "")
  set(TPMSYNC_FLAGS_AVX512 -mavx512f -mavx512bw -mavx512dq -mavx512vl CACHE INTERNAL "")
endif()

# tpm_kernels(LIBRARY FOLDER BODY DEFINITION [flags...]): compiles FOLDER/BODY.c for each instruction set,
# with DEFINITION=BODY_<set> as the name of what it defines, into the library, which learns by
# TPMSYNC_X86_KERNELS that there are more than the baseline. -Wno-psabi: vectors are passed among
# inlined functions only. Flags for AVX-512 alone are given as AVX512:<flag>.
function(tpm_kernels library folder body definition)
  if(TPMSYNC_FLAGS_AVX2)
    target_compile_definitions(${library} PRIVATE TPMSYNC_X86_KERNELS)
  endif()
  foreach(set BASELINE AVX2 AVX512)
    if(NOT set STREQUAL BASELINE AND NOT TPMSYNC_FLAGS_${set})
      continue()
    endif()
    string(TOLOWER ${set} suffix)
    set(name ${body}_${suffix})
    add_library(${name} OBJECT ${folder}/${body}.c)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
    target_include_directories(${name} SYSTEM PRIVATE ${RANDOM123_INCLUDE_DIR})
    target_compile_definitions(${name} PRIVATE ${definition}=${name})
    target_compile_options(${name} PRIVATE -Wno-psabi ${TPMSYNC_FLAGS_${set}})
    foreach(flag ${ARGN})
      if(NOT flag MATCHES "^AVX512:")
        target_compile_options(${name} PRIVATE ${flag})
      elseif(set STREQUAL AVX512)
        string(REPLACE "AVX512:" "" flag ${flag})
        target_compile_options(${name} PRIVATE ${flag})
      endif()
    endforeach()
    target_sources(${library} PRIVATE $<TARGET_OBJECTS:${name}>)
  endforeach()
endfunction()
