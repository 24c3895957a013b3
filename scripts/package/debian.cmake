# The package for Debian and its derivatives.
list(APPEND CPACK_GENERATOR DEB)
# Who makes packages says so as Debian's own tools have it.
set(packager $ENV{DEBFULLNAME})
set(email $ENV{DEBEMAIL})
if(NOT packager OR NOT email)
  set(packager "The tpmsync authors")
  set(email tpmsync@packages.invalid)
endif()
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${packager} <${email}>")
# Of one version, that for the later release counts as newer: systems that are upgraded take it.
set(CPACK_DEBIAN_PACKAGE_RELEASE 1~${system})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Two tree parity machines that learn from each other synchronise; a third one
that only listens learns much later. tpmsync computes how long both take, by
analytical iteration, by simulation at finite N and by differential equations,
with MPI, into HDF5 files; tpmsync-reduce makes tables, figures and claims of
them, beside the published values.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What has mpirun, without a program of which Open MPI does not start a single rank either (tried on Debian 12). The
# others are for pictures and the report.
if(MPI_C_LIBRARIES MATCHES mpich)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS mpich)
else()
  set(CPACK_DEBIAN_PACKAGE_DEPENDS openmpi-bin)
endif()
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gnuplot-nox | gnuplot, hdf5-tools, jq, cmark-gfm")

# generator.cmake adds this.
set(CPACK_BUILD_FOLDER ${PROJECT_BINARY_DIR})
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_SOURCE_DIR}/generator.cmake)
execute_process(COMMAND date -uRd ${released} OUTPUT_VARIABLE date
  OUTPUT_STRIP_TRAILING_WHITESPACE)
set(changelog ${CMAKE_CURRENT_BINARY_DIR}/changelog.Debian)
file(WRITE ${changelog}
"tpmsync (${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * Release ${PROJECT_VERSION}.

 -- ${CPACK_DEBIAN_PACKAGE_MAINTAINER}  ${date}
")
execute_process(COMMAND gzip -9nf ${changelog})
# Jobs are given to sbatch.
set(overrides ${CMAKE_CURRENT_BINARY_DIR}/overrides)
file(WRITE ${overrides} "tpmsync: script-not-executable [usr/share/tpmsync/jobs/*]\n")
install(FILES ${overrides} DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME tpmsync
  COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${changelog}.gz DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT debian EXCLUDE_FROM_ALL)
