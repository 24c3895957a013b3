# Writes version.h whenever the git revision or the flags change; run by the build.
execute_process(COMMAND git -C ${SOURCE_DIR} describe --always --dirty --abbrev=12
  OUTPUT_VARIABLE REVISION OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT REVISION)
  set(REVISION "unknown")
endif()
configure_file(${SOURCE_DIR}/src/version.h.in ${OUTPUT} @ONLY)
