# The target parallel_hdf5: MPI and an HDF5 that was built with it. Both kinds of mistake would be met
# only when the first result is written, after hours: they are refused here.
option(TPMSYNC_CHECK_HDF5 "Run a program that opens a file in parallel when configuring" ON)

find_package(MPI REQUIRED COMPONENTS C)
set(HDF5_PREFER_PARALLEL TRUE)
# HDF5's compiler wrapper, a shell script, takes a path with a space for two: what CMake compiles with it is to
# stand elsewhere, and not in TMPDIR, which may have one, too.
set(build_folder "${CMAKE_CURRENT_BINARY_DIR}")
if(build_folder MATCHES "[^A-Za-z0-9/._+@=,-]")
  execute_process(COMMAND mktemp -d -p /tmp OUTPUT_VARIABLE CMAKE_CURRENT_BINARY_DIR
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
endif()
# What CMake notes when it has found none would hold when there is one.
unset(HDF5_IS_PARALLEL CACHE)
find_package(HDF5 REQUIRED COMPONENTS C HL)
if(NOT build_folder STREQUAL CMAKE_CURRENT_BINARY_DIR)
  file(REMOVE_RECURSE "${CMAKE_CURRENT_BINARY_DIR}")
  set(CMAKE_CURRENT_BINARY_DIR "${build_folder}")
endif()
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR
    "tpmsync needs HDF5 built with MPI, but found the serial HDF5 ${HDF5_VERSION} in "
    "${HDF5_C_INCLUDE_DIRS}.\n"
    "On Debian or Ubuntu: apt-get install libhdf5-openmpi-dev. On a cluster: load the module "
    "of parallel HDF5 (often hdf5-mpi or phdf5), or pass -DHDF5_ROOT=/path/to/parallel/hdf5.")
endif()

# Asked again when any of it has changed.
set(found "${MPI_C_COMPILER};${MPI_C_LIBRARIES};${HDF5_C_INCLUDE_DIRS};${HDF5_C_LIBRARIES}")
if(TPMSYNC_CHECK_HDF5 AND NOT CMAKE_CROSSCOMPILING AND NOT found STREQUAL TPMSYNC_HDF5_CHECKED)
  message(STATUS "Whether HDF5 opens files in parallel with this MPI")
  try_run(status compiled
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/parallel_hdf5.c
    NO_CACHE
    CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${HDF5_C_INCLUDE_DIRS}"
    COMPILE_DEFINITIONS ${HDF5_C_DEFINITIONS}
    LINK_LIBRARIES ${HDF5_C_LIBRARIES} MPI::MPI_C
    COMPILE_OUTPUT_VARIABLE messages
    RUN_OUTPUT_VARIABLE output
    WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
    ARGS parallel_hdf5.h5)
  if(NOT compiled OR NOT status EQUAL 0)
    if(compiled)
      set(messages "${output}")
    endif()
    message(FATAL_ERROR
      "tpmsync needs an HDF5 that was built with the same MPI, and a program that opens a file in "
      "parallel does not work (${status}) with\n"
      "  MPI: ${MPI_C_COMPILER}, ${MPI_C_LIBRARIES}\n"
      "  HDF5 ${HDF5_VERSION}: ${HDF5_C_LIBRARIES}\n"
      "On Debian or Ubuntu libhdf5-openmpi-dev goes with Open MPI; libhdf5-mpich-dev goes with MPICH, "
      "and beside Open MPI it wants -DMPI_C_COMPILER=mpicc.mpich "
      "-DHDF5_C_COMPILER_EXECUTABLE=h5pcc.mpich (and a new build folder). On a cluster: load the module of "
      "HDF5 for this MPI. Where MPI may not be run, as on some login nodes: "
      "-DTPMSYNC_CHECK_HDF5=OFF.\n"
      "It said: ${messages}")
  endif()
  set(TPMSYNC_HDF5_CHECKED "${found}" CACHE INTERNAL "What has opened a file in parallel")
endif()

add_library(parallel_hdf5 INTERFACE)
target_include_directories(parallel_hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_link_libraries(parallel_hdf5 INTERFACE ${HDF5_C_HL_LIBRARIES} ${HDF5_C_LIBRARIES}
                                              MPI::MPI_C)
# Newer versions, too, are called as 1.10 is.
target_compile_definitions(parallel_hdf5 INTERFACE ${HDF5_C_DEFINITIONS} H5_USE_110_API)
