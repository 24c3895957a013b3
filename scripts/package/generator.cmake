# Read by cpack for each kind of package: what Debian's has beside what is installed.
if(CPACK_GENERATOR STREQUAL DEB)
  list(APPEND CPACK_INSTALL_CMAKE_PROJECTS "${CPACK_BUILD_FOLDER};tpmsync;debian;/")
endif()
