/* One row of a product for ARMv6-M, which has no multiplication of 32 by 32 bits to 64.
 *
 * Four products of 16-bit halves a limb, 29 instructions; the compiler's way, through libgcc,
 * takes 67.
 * No branch depends on a limb.
 */

#if defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB == 1

    .syntax unified
    .thumb
    .section .text.bn_row, "ax", %progbits
    .balign 4

/* uint32_t bn_row(uint32_t *r, uint32_t a, const uint32_t *b, size_t n): n may be 0 */
    .global bn_row
    .type   bn_row, %function
    .thumb_func
bn_row:
    push    {r4-r7, lr}
    mov     r4, r8
    push    {r4}
    lsls    r3, r3, #2
    adds    r3, r3, r0
    mov     r12, r3                 @ end of r
    movs    r3, #0                  @ carry
    lsrs    r4, r1, #16             @ high and low half of a
    uxth    r1, r1
    b       2f
1:
    ldm     r2!, {r5}
    mov     r8, r3
    uxth    r6, r5
    lsrs    r5, r5, #16
    movs    r7, r1
    muls    r7, r6, r7              @ low * low
    muls    r6, r4, r6              @ high * low
    movs    r3, r4
    muls    r3, r5, r3              @ high * high
    muls    r5, r1, r5              @ low * high
    adds    r6, r6, r5
    movs    r5, #0
    adcs    r5, r5
    lsls    r5, r5, #16
    adds    r3, r3, r5
    lsls    r5, r6, #16
    lsrs    r6, r6, #16
    adds    r7, r7, r5
    adcs    r3, r6                  @ r3:r7 = a * b
    movs    r6, #0
    mov     r5, r8
    adds    r7, r7, r5
    adcs    r3, r6
    ldr     r5, [r0]
    adds    r7, r7, r5
    adcs    r3, r6
    stm     r0!, {r7}
2:
    cmp     r0, r12
    bne     1b
    mov     r0, r3
    pop     {r4}
    mov     r8, r4
    pop     {r4-r7, pc}

    .section .note.GNU-stack, "", %progbits

#endif
