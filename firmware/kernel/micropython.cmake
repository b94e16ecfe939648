# The kernel as a user C module: USER_C_MODULES=<this file>.
# MIKEY_KERNEL_SETS, a list, says for which package sets (sources.mk).
if(NOT DEFINED MIKEY_KERNEL_SETS)
    set(MIKEY_KERNEL_SETS DHHMAC SAKKE BENCH)
endif()
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/sources.mk MIKEY_KERNEL_LINES
    REGEX "^MIKEY_KERNEL_[A-Z]+ = [^$]*$")
foreach(MIKEY_KERNEL_LINE ${MIKEY_KERNEL_LINES})
    string(REGEX MATCH "^MIKEY_KERNEL_([A-Z]+) = (.*)$" _ ${MIKEY_KERNEL_LINE})
    set(MIKEY_KERNEL_NAME ${CMAKE_MATCH_1})
    string(REPLACE " " ";" MIKEY_KERNEL_LIST "${CMAKE_MATCH_2}")
    list(TRANSFORM MIKEY_KERNEL_LIST PREPEND ${CMAKE_CURRENT_LIST_DIR}/
        OUTPUT_VARIABLE MIKEY_KERNEL_FILES_${MIKEY_KERNEL_NAME})
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
    ${CMAKE_CURRENT_LIST_DIR}/sources.mk)

add_library(usermod_mikey_kernel INTERFACE)
target_sources(usermod_mikey_kernel INTERFACE ${MIKEY_KERNEL_FILES_PSK})
if(MIKEY_KERNEL_SETS)
    target_sources(usermod_mikey_kernel INTERFACE ${MIKEY_KERNEL_FILES_BN})
endif()
foreach(MIKEY_KERNEL_SET DHHMAC SAKKE BENCH)
    if(MIKEY_KERNEL_SET IN_LIST MIKEY_KERNEL_SETS)
        target_sources(usermod_mikey_kernel INTERFACE ${MIKEY_KERNEL_FILES_${MIKEY_KERNEL_SET}})
    else()
        target_compile_definitions(usermod_mikey_kernel INTERFACE
            MIKEY_KERNEL_${MIKEY_KERNEL_SET}=0)
    endif()
endforeach()
set_source_files_properties(${MIKEY_KERNEL_FILES_FAST} PROPERTIES COMPILE_OPTIONS -O2)
target_include_directories(usermod_mikey_kernel INTERFACE ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(usermod INTERFACE usermod_mikey_kernel)
