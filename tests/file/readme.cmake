# src/file/README.md has the table of datasets as the program TABLE prints it, between the lines
# that begin with "<!-- table" and "<!-- end".
execute_process(COMMAND ${TABLE} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
file(READ ${README} readme)
string(FIND "${readme}" "-->\n${table}<!-- end" at)
if(at EQUAL -1)
  message(FATAL_ERROR "the table in ${README} is not what ${TABLE} prints; it is now:\n${table}")
endif()
