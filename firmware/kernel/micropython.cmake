# The kernel as a user C module: USER_C_MODULES=<this file>.
file(GLOB MIKEY_KERNEL_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.c
    ${CMAKE_CURRENT_LIST_DIR}/*.S)
add_library(usermod_mikey_kernel INTERFACE)
target_sources(usermod_mikey_kernel INTERFACE ${MIKEY_KERNEL_SOURCES})
target_include_directories(usermod_mikey_kernel INTERFACE ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(usermod INTERFACE usermod_mikey_kernel)
