/* Addition, subtraction, comparison and copies for ARMv7-M, choice and table look-up for ARMv7E-M.
 *
 * Eight limbs a round with the carry kept in the flag: TEQ leaves it alone. n is a multiple of 8.
 * No branch and no address depends on a limb, a mask or an index.
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

/* void bn_set(uint32_t *r, uint32_t v, size_t n) */
function bn_set
    push    {r4-r10, lr}
    mov     r12, r0
    .irp    limb, r3, r4, r5, r6, r7, r8, r9, r10
    mov     \limb, #0
    .endr
1:
    stm     r0!, {r3-r10}
    subs    r2, #8
    bne     1b
    str     r1, [r12]
    pop     {r4-r10, pc}

/* void bn_copy(uint32_t *r, const uint32_t *a, size_t n) */
function bn_copy
    push    {r4-r10, lr}
1:
    ldm     r1!, {r3-r10}
    stm     r0!, {r3-r10}
    subs    r2, #8
    bne     1b
    pop     {r4-r10, pc}

#if defined(__ARM_FEATURE_DSP)

/* void bn_select(uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t mask, size_t n)
 * UADD8 of an all-one mask with itself sets the four GE flags that SEL looks at. */
function bn_select
    ldr     r12, [sp]
    push    {r4-r11, lr}
    uadd8   r3, r3, r3
1:
    .rept   2
    ldm     r1!, {r4-r7}
    ldm     r2!, {r8-r11}
    sel     r4, r4, r8
    sel     r5, r5, r9
    sel     r6, r6, r10
    sel     r7, r7, r11
    stm     r0!, {r4-r7}
    .endr
    subs    r12, #8
    bne     1b
    pop     {r4-r11, pc}

/* void bn_lookup(uint32_t *r, const uint32_t *table, size_t entries, uint32_t index, size_t n)
 * Eight limbs of every entry at a time. r3 has the distance to the wanted entry in each of its
 * octets: USUB8 from 0 sets the GE flags at distance 0 alone.
 * Frame: 0 octets to the next entry, 4 end of the table, 8 r, 12 table, 16 limbs left, 20 r3. */
    .macro look
    movs    r0, #0
    usub8   r0, r0, r3
    sub     r3, r3, #0x01010101
    ldm     r1!, {r0, r2, r12, lr}
    sel     r4, r0, r4
    sel     r5, r2, r5
    sel     r6, r12, r6
    sel     r7, lr, r7
    ldm     r1!, {r0, r2, r12, lr}
    sel     r8, r0, r8
    sel     r9, r2, r9
    sel     r10, r12, r10
    sel     r11, lr, r11
    ldrd    r0, r2, [sp]
    add     r1, r0
    .endm

function bn_lookup
    ldr     r12, [sp]
    push    {r4-r11, lr}
    mov     r4, #0x01010101
    mul     r5, r3, r4
    mov     r4, r12
    push    {r0, r1, r4, r5}
    lsl     r12, r12, #2
    mla     r4, r2, r12, r1
    sub     r2, r12, #32
    push    {r2, r4}
1:
    ldr     r1, [sp, #12]
    ldr     r3, [sp, #20]
    movs    r4, #0
    movs    r5, #0
    movs    r6, #0
    movs    r7, #0
    mov     r8, r4
    mov     r9, r4
    mov     r10, r4
    mov     r11, r4
2:
    look
    look
    cmp     r1, r2
    bne     2b
    ldrd    r0, r1, [sp, #8]
    stm     r0!, {r4-r11}
    adds    r1, #32
    strd    r0, r1, [sp, #8]
    ldr     r0, [sp, #4]            @ the end moves on with the column
    adds    r0, #32
    str     r0, [sp, #4]
    ldr     r0, [sp, #16]
    subs    r0, #8
    str     r0, [sp, #16]
    bne     1b
    add     sp, #24
    pop     {r4-r11, pc}

#endif

    .section .note.GNU-stack, "", %progbits

#endif
