# Writes version.h whenever the git revision or the flags change; run by the build. The revision is that of the
# source itself, whoever owns it, not of a repository that it lies in; a tarball of `git archive` has it in
# src/revision.
set(REVISION "")
if(EXISTS ${SOURCE_DIR}/.git)
  execute_process(COMMAND git -c safe.directory=* -c core.fsmonitor=false -C ${SOURCE_DIR}
      describe --always --dirty --abbrev=12
    OUTPUT_VARIABLE REVISION OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
else()
  file(STRINGS ${SOURCE_DIR}/src/revision FROM_ARCHIVE LIMIT_COUNT 1)
  if(FROM_ARCHIVE MATCHES "^[0-9a-f]+$")
    string(SUBSTRING ${FROM_ARCHIVE} 0 12 REVISION)
  endif()
endif()
if(NOT REVISION)
  set(REVISION "unknown")
endif()
configure_file(${SOURCE_DIR}/src/version.h.in ${OUTPUT} @ONLY)
