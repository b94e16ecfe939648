/* r = a * b / 2^256 mod p for the prime of P-256, on UMAAL (hi:lo = a * b + hi + lo).
 *
 * Two passes of four rows as in bn_umaal.S, straight through; the product stays on the stack and
 * in registers. p = 2^256 - 2^224 + 2^192 + 2^96 - 1 is -1 mod 2^96: three low limbs T of the
 * product are their own quotient, and T p adds T 2^96 (1 + 2^96 - 2^128 + 2^160) once they are
 * gone. No branch, no address depends on a limb.
 */

#if defined(__ARM_FEATURE_DSP)

    .syntax unified
    .thumb
    .section .text.p256_umaal, "ax", %progbits
    .balign 4

    @ Two columns at `at`. In: window w0-w3, sums x y. Out: window w2 w3 x y.
    .macro pair at, to, w0, w1, w2, w3, x, y
    ldrd    r10, r11, [r1, #\at]
    umaal   \w0, \x, r2, r10
    umaal   \w1, \x, r3, r10
    umaal   \w2, \x, r4, r10
    umaal   \w3, \x, r5, r10
    umaal   \w1, \y, r2, r11
    umaal   \w2, \y, r3, r11
    umaal   \w3, \y, r4, r11
    umaal   \x, \y, r5, r11
    strd    \w0, \w1, [sp, #\to]
    .endm

    .macro first at, w0, w1, w2, w3, x, y
    mov     \x, #0
    mov     \y, #0
    pair    \at, \at, \w0, \w1, \w2, \w3, \x, \y
    .endm

    .macro second at, w0, w1, w2, w3, x, y
    ldrd    \x, \y, [sp, #\at + 16]
    pair    \at, \at + 16, \w0, \w1, \w2, \w3, \x, \y
    .endm

    .macro clear w0, w1, w2, w3
    mov     \w0, #0
    mov     \w1, #0
    mov     \w2, #0
    mov     \w3, #0
    .endm

/* void p256_mul(uint32_t *r, const uint32_t *a, const uint32_t *b) */
    .global p256_mul
    .type p256_mul, %function
    .thumb_func
p256_mul:
    push    {r0, r4-r11, lr}
    sub     sp, #48
    mov     r0, r1
    mov     r1, r2
    ldm     r0!, {r2-r5}
    clear   r6, r7, r8, r9
    first   0, r6, r7, r8, r9, r12, lr
    first   8, r8, r9, r12, lr, r6, r7
    first   16, r12, lr, r6, r7, r8, r9
    first   24, r6, r7, r8, r9, r12, lr
    strd    r8, r9, [sp, #32]
    strd    r12, lr, [sp, #40]
    ldm     r0, {r2-r5}
    clear   r6, r7, r8, r9
    second  0, r6, r7, r8, r9, r12, lr
    second  8, r8, r9, r12, lr, r6, r7
    second  16, r12, lr, r6, r7, r8, r9
    second  24, r6, r7, r8, r9, r12, lr
    @ t0 .. t11 on the stack, t12 .. t15 in r8 r9 r12 lr.
    @ T = t0 t1 t2: q = T (1 - 2^32 + 2^64) to t6 .. t10, T to t3 t4 t5
    ldm     sp, {r0-r5}
    adds    r7, r2, r0
    adcs    r10, r1, #0
    adc     r11, r2, #0
    subs    r6, r1, r0
    sbcs    r7, r7, r1
    sbcs    r10, r10, r2
    sbc     r11, r11, #0
    adds    r3, r3, r0
    adcs    r4, r4, r1
    adcs    r5, r5, r2
    ldrd    r1, r2, [sp, #24]
    adcs    r0, r0, r1
    adcs    r6, r6, r2
    ldrd    r1, r2, [sp, #32]
    adcs    r7, r7, r1
    adcs    r10, r10, r2
    ldrd    r1, r2, [sp, #40]
    adcs    r11, r11, r1
    adcs    r2, r2, #0
    adcs    r8, r8, #0
    adcs    r9, r9, #0
    adcs    r12, r12, #0
    adc     lr, lr, #0
    @ T = t3 t4 t5 in r3-r5; t6 t7 t8 in r0 r6 r7
    strd    r10, r11, [sp, #36]
    str     r2, [sp, #44]
    adds    r2, r5, r3
    adcs    r10, r4, #0
    adc     r11, r5, #0
    subs    r1, r4, r3
    sbcs    r2, r2, r4
    sbcs    r10, r10, r5
    sbc     r11, r11, #0
    adds    r0, r0, r3
    adcs    r6, r6, r4
    adcs    r7, r7, r5
    ldrd    r4, r5, [sp, #36]
    adcs    r3, r3, r4
    adcs    r1, r1, r5
    ldr     r4, [sp, #44]
    adcs    r2, r2, r4
    adcs    r8, r8, r10
    adcs    r9, r9, r11
    adcs    r12, r12, #0
    adc     lr, lr, #0
    @ T = t6 t7 in r0 r6; t8 .. t15 in r7 r3 r1 r2 r8 r9 r12 lr
    subs    r4, r6, r0
    sbcs    r5, r0, r6
    sbc     r10, r6, #0
    adds    r3, r3, r0
    adcs    r1, r1, r6
    adcs    r2, r2, #0
    adcs    r8, r8, r0
    adcs    r9, r9, r4
    adcs    r12, r12, r5
    adcs    lr, lr, r10
    mov     r11, #0
    adc     r11, r11, #0
    @ less p, and p again if that was too much
    subs    r7, r7, #0xffffffff
    sbcs    r3, r3, #0xffffffff
    sbcs    r1, r1, #0xffffffff
    sbcs    r2, r2, #0
    sbcs    r8, r8, #0
    sbcs    r9, r9, #0
    sbcs    r12, r12, #1
    sbcs    lr, lr, #0xffffffff
    sbcs    r11, r11, #0
    and     r10, r11, #1
    ldr     r0, [sp, #48]
    adds    r7, r7, r11
    adcs    r3, r3, r11
    adcs    r1, r1, r11
    adcs    r2, r2, #0
    adcs    r8, r8, #0
    adcs    r9, r9, #0
    adcs    r12, r12, r10
    adc     lr, lr, r11
    strd    r7, r3, [r0]
    strd    r1, r2, [r0, #8]
    strd    r8, r9, [r0, #16]
    strd    r12, lr, [r0, #24]
    add     sp, #52
    pop     {r4-r11, pc}

/* void p256_add(uint32_t *r, const uint32_t *a, const uint32_t *b): a + b mod p */
    .global p256_add
    .type p256_add, %function
    .thumb_func
p256_add:
    push    {r4-r11, lr}
    ldm     r1!, {r3-r6}
    ldm     r2!, {r7-r10}
    adds    r3, r3, r7
    adcs    r4, r4, r8
    adcs    r5, r5, r9
    adcs    r6, r6, r10
    ldm     r1, {r7-r10}
    ldm     r2, {r1, r2, r11, r12}
    adcs    r7, r7, r1
    adcs    r8, r8, r2
    adcs    r9, r9, r11
    adcs    r10, r10, r12
    mov     r12, #0
    adc     r12, r12, #0
    subs    r3, r3, #0xffffffff
    sbcs    r4, r4, #0xffffffff
    sbcs    r5, r5, #0xffffffff
    sbcs    r6, r6, #0
    sbcs    r7, r7, #0
    sbcs    r8, r8, #0
    sbcs    r9, r9, #1
    sbcs    r10, r10, #0xffffffff
    sbc     r12, r12, #0
    b       restore

/* void p256_sub(uint32_t *r, const uint32_t *a, const uint32_t *b): a - b mod p */
    .global p256_sub
    .type p256_sub, %function
    .thumb_func
p256_sub:
    push    {r4-r11, lr}
    ldm     r1!, {r3-r6}
    ldm     r2!, {r7-r10}
    subs    r3, r3, r7
    sbcs    r4, r4, r8
    sbcs    r5, r5, r9
    sbcs    r6, r6, r10
    ldm     r1, {r7-r10}
    ldm     r2, {r1, r2, r11, r12}
    sbcs    r7, r7, r1
    sbcs    r8, r8, r2
    sbcs    r9, r9, r11
    sbcs    r10, r10, r12
    sbc     r12, r12, r12
restore:
    and     r1, r12, #1
    adds    r3, r3, r12
    adcs    r4, r4, r12
    adcs    r5, r5, r12
    adcs    r6, r6, #0
    adcs    r7, r7, #0
    adcs    r8, r8, #0
    adcs    r9, r9, r1
    adc     r10, r10, r12
    stm     r0, {r3-r10}
    pop     {r4-r11, pc}

#endif

    .section .note.GNU-stack, "", %progbits
