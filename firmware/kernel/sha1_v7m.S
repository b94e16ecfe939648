/* SHA-1, FIPS 180-4 6.1.2, for ARMv7-M: the compression of one block. */

#if defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB >= 2

    .syntax unified
    .thumb
    .section .text.mikey_sha1, "ax", %progbits
    .balign 4

    @ One round: a-e are r4-r8 in turn, r12 is the constant, w the word; r0 and lr are free.
    .macro finish a, b, e, w
    add     \e, \e, \w
    add     \e, \e, r12
    add     \e, \e, \a, ror #27
    ror     \b, \b, #2
    .endm

    .macro choose a, b, c, d, e, w
    eor     r0, \c, \d
    and     r0, r0, \b
    eor     r0, r0, \d
    add     \e, \e, r0
    finish  \a, \b, \e, \w
    .endm

    .macro parity a, b, c, d, e, w
    eor     r0, \b, \c
    eor     r0, r0, \d
    add     \e, \e, r0
    finish  \a, \b, \e, \w
    .endm

    .macro majority a, b, c, d, e, w
    and     r0, \b, \c
    eor     lr, \b, \c
    and     lr, lr, \d
    add     \e, \e, r0
    add     \e, \e, lr
    finish  \a, \b, \e, \w
    .endm

    @ Twenty rounds, five a turn, so that no variable moves. The end of the words is kept at [sp].
    .macro twenty round, low, high
    movw    r12, #\low
    movt    r12, #\high
    add     r0, r3, #80
    str     r0, [sp]
1:
    ldm     r3!, {r1, r2, r9, r10, r11}
    \round  r4, r5, r6, r7, r8, r1
    \round  r8, r4, r5, r6, r7, r2
    \round  r7, r8, r4, r5, r6, r9
    \round  r6, r7, r8, r4, r5, r10
    \round  r5, r6, r7, r8, r4, r11
    ldr     r0, [sp]
    cmp     r3, r0
    bne     1b
    .endm

/* void mikey_sha1_block(uint32_t *state, const uint8_t *block)
 * Frame: 0 the end of twenty words, 4 state, 8 the eighty words. */
    .global mikey_sha1_block
    .type   mikey_sha1_block, %function
    .thumb_func
mikey_sha1_block:
    push    {r4-r11, lr}
    sub     sp, #328
    str     r0, [sp, #4]
    add     r3, sp, #8
    add     r12, r3, #64
1:
    ldr     r4, [r1], #4
    ldr     r5, [r1], #4
    ldr     r6, [r1], #4
    ldr     r7, [r1], #4
    rev     r4, r4
    rev     r5, r5
    rev     r6, r6
    rev     r7, r7
    stm     r3!, {r4-r7}
    cmp     r3, r12
    bne     1b
    add     r12, r3, #256
1:
    .rept   2
    ldrd    r4, r5, [r3, #-64]
    ldrd    r6, r7, [r3, #-56]
    ldrd    r8, r9, [r3, #-32]
    ldrd    r10, r11, [r3, #-12]
    eor     r4, r4, r6
    eor     r5, r5, r7
    eor     r4, r4, r8
    eor     r5, r5, r9
    eor     r4, r4, r10
    eor     r5, r5, r11
    ror     r4, r4, #31
    ror     r5, r5, #31
    strd    r4, r5, [r3], #8
    .endr
    cmp     r3, r12
    bne     1b
    ldr     r0, [sp, #4]
    ldm     r0, {r4-r8}
    add     r3, sp, #8
    twenty  choose, 0x7999, 0x5a82
    twenty  parity, 0xeba1, 0x6ed9
    twenty  majority, 0xbcdc, 0x8f1b
    twenty  parity, 0xc1d6, 0xca62
    ldr     r0, [sp, #4]
    ldm     r0, {r1, r2, r9, r10, r11}
    add     r4, r4, r1
    add     r5, r5, r2
    add     r6, r6, r9
    add     r7, r7, r10
    add     r8, r8, r11
    stm     r0, {r4-r8}
    @ The words and the registers are cleared.
    movs    r0, #0
    .irp    spare, r1, r2, r4, r5, r6, r7, r8
    mov     \spare, r0
    .endr
    sub     r3, r3, #320
    add     r12, r3, #320
1:
    stm     r3!, {r0, r1, r2, r4, r5, r6, r7, r8}
    cmp     r3, r12
    bne     1b
    add     sp, #328
    pop     {r4-r11, pc}

    .section .note.GNU-stack, "", %progbits

#endif
