/* Addition, subtraction, comparison and table look-up for ARMv7-M and ARMv7E-M.
 *
 * Eight limbs a round with the carry kept in the flag: TEQ leaves it alone. n is a multiple of 8.
 * No branch and no address depends on a limb or an index.
 */

#if defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB >= 2

    .syntax unified
    .thumb
    .section .text.bn_linear, "ax", %progbits
    .balign 4

    .macro function name
    .global \name
    .type \name, %function
    .thumb_func
\name:
    .endm

    .macro four op
    ldm     r1!, {r4-r7}
    ldm     r2!, {r8-r11}
    \op     r4, r4, r8
    \op     r5, r5, r9
    \op     r6, r6, r10
    \op     r7, r7, r11
    stm     r0!, {r4-r7}
    .endm

    .macro four_masked op
    ldm     r1!, {r4-r7}
    ldm     r2!, {r8-r11}
    and     r8, r8, r3
    and     r9, r9, r3
    and     r10, r10, r3
    and     r11, r11, r3
    \op     r4, r4, r8
    \op     r5, r5, r9
    \op     r6, r6, r10
    \op     r7, r7, r11
    stm     r0!, {r4-r7}
    .endm

    @ r0 = the carry, r0 = the borrow.
    .macro carry_out
    mov     r0, #0
    adc     r0, r0, r0
    pop     {r4-r11, pc}
    .endm

    .macro borrow_out
    sbc     r0, r0, r0
    rsb     r0, r0, #0
    pop     {r4-r11, pc}
    .endm

/* uint32_t bn_add(uint32_t *r, const uint32_t *a, const uint32_t *b, size_t n) */
function bn_add
    push    {r4-r11, lr}
    add     r12, r0, r3, lsl #2
    cmn     r3, #0
1:
    four    adcs
    four    adcs
    teq     r0, r12
    bne     1b
    carry_out

/* uint32_t bn_sub(uint32_t *r, const uint32_t *a, const uint32_t *b, size_t n) */
function bn_sub
    push    {r4-r11, lr}
    add     r12, r0, r3, lsl #2
    cmp     r0, r0
1:
    four    sbcs
    four    sbcs
    teq     r0, r12
    bne     1b
    borrow_out

/* uint32_t bn_add_masked(uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t mask,
 *     size_t n) */
function bn_add_masked
    ldr     r12, [sp]
    push    {r4-r11, lr}
    add     r12, r0, r12, lsl #2
    cmn     r12, #0
1:
    four_masked adcs
    four_masked adcs
    teq     r0, r12
    bne     1b
    carry_out

/* uint32_t bn_sub_masked(uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t mask,
 *     size_t n) */
function bn_sub_masked
    ldr     r12, [sp]
    push    {r4-r11, lr}
    add     r12, r0, r12, lsl #2
    cmp     r0, r0
1:
    four_masked sbcs
    four_masked sbcs
    teq     r0, r12
    bne     1b
    borrow_out

/* uint32_t bn_less(const uint32_t *a, const uint32_t *b, size_t n) */
function bn_less
    push    {r4-r11, lr}
    add     r12, r0, r2, lsl #2
    cmp     r0, r0
1:
    .rept   2
    ldm     r0!, {r2, r4-r6}
    ldm     r1!, {r7-r10}
    sbcs    r2, r2, r7
    sbcs    r4, r4, r8
    sbcs    r5, r5, r9
    sbcs    r6, r6, r10
    .endr
    teq     r0, r12
    bne     1b
    borrow_out

/* void bn_lookup(uint32_t *r, const uint32_t *table, size_t entries, uint32_t index, size_t n)
 * Eight limbs of every entry at a time, each multiplied by 1 or 0. */
    .macro take one, two
    ldm     r1!, {r0, lr}
    mla     \one, r0, r12, \one
    mla     \two, lr, r12, \two
    .endm

function bn_lookup
    ldr     r12, [sp]
    push    {r0-r11, lr}
    sub     sp, #8
    lsl     r12, r12, #2
    sub     lr, r12, #32
    strd    lr, r12, [sp]           @ 0 to the next entry, 4 octets left, 8 r, 12 table,
                                    @ 16 entries, 20 index
1:
    ldr     r1, [sp, #12]
    ldrd    r2, r3, [sp, #16]
    movs    r4, #0
    movs    r5, #0
    movs    r6, #0
    movs    r7, #0
    mov     r8, r4
    mov     r9, r4
    mov     r10, r4
    mov     r11, r4
2:
    clz     r12, r3                 @ 32 for an index of 0 only
    lsr     r12, r12, #5
    subs    r3, #1
    take    r4, r5
    take    r6, r7
    take    r8, r9
    take    r10, r11
    ldr     lr, [sp]
    add     r1, lr
    subs    r2, #1
    bne     2b
    ldr     r0, [sp, #8]
    stm     r0!, {r4-r11}
    ldr     r1, [sp, #12]
    adds    r1, #32
    strd    r0, r1, [sp, #8]
    ldr     r0, [sp, #4]
    subs    r0, #32
    str     r0, [sp, #4]
    bne     1b
    add     sp, #24
    pop     {r4-r11, pc}

    .section .note.GNU-stack, "", %progbits

#endif
