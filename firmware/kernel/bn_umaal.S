/* Multiply, square and reduce for ARMv7E-M, on UMAAL: hi:lo = a * b + hi + lo.
 *
 * Four rows of a product at a time: r2-r5 hold four limbs of one factor, a window of four sums
 * slides over the columns of the other. Two columns take 11 instructions for 8 products:
 * two limbs of the factor and two of the sum come by LDRD, two sums go by STRD. All three
 * functions share one unrolled body of 48 columns and enter it as late as their length asks:
 *
 *     [sp, #0]  where the body goes when it ends
 *     [sp, #4]  where it is entered: 22 octets of code a column before the end
 *
 * The window moves through six registers; the place of its first sum at the entry depends on the
 * number of column pairs modulo 3, its "phase", and is always r6 at the end. Hence the code before
 * the body exists once per phase. n is a multiple of 8 and at most 48. No branch and no address
 * depends on a limb.
 */

#if defined(__ARM_FEATURE_DSP)

    .syntax unified
    .thumb
    .section .text.bn_umaal, "ax", %progbits
    .balign 4

    .macro function name
    .global \name
    .type \name, %function
    .thumb_func
\name:
    .endm

    @ Two columns. In: window w0-w3, free x y. Out: window w2 w3 x y, free w0 w1.
    .macro pair w0, w1, w2, w3, x, y
    ldrd    r10, r11, [r0], #8
    ldrd    \x, \y, [r1]
    umaal   \w0, \x, r2, r10
    umaal   \w1, \x, r3, r10
    umaal   \w2, \x, r4, r10
    umaal   \w3, \x, r5, r10
    umaal   \w1, \y, r2, r11
    umaal   \w2, \y, r3, r11
    umaal   \w3, \y, r4, r11
    umaal   \x, \y, r5, r11
    strd    \w0, \w1, [r1], #8
    .endm

    @ reg = where the body is entered for `columns` columns.
    .macro entry reg, columns, scratch
    adr     \reg, body_end
    movs    \scratch, #22
    mls     \reg, \columns, \scratch, \reg
    adds    \reg, #1
    .endm

    @ reg = ((n - 4) / 2) mod 3, the phase of n - 4 columns.
    .macro phase reg, n, scratch
    subs    \reg, \n, #4
    lsrs    \reg, \reg, #1
    movs    \scratch, #3
    udiv    r12, \reg, \scratch
    mls     \reg, r12, \scratch, \reg
    .endm

    @ Clear n limbs at r0 (any n a multiple of 8); leaves r4-r11 zero.
    .macro clear n
    movs    r4, #0
    movs    r5, #0
    movs    r6, #0
    movs    r7, #0
    mov     r8, r4
    mov     r9, r4
    mov     r10, r4
    mov     r11, r4
1:
    stm     r0!, {r4-r11}
    subs    \n, #8
    bne     1b
    .endm

/* void bn_mul(uint32_t *r, const uint32_t *a, const uint32_t *b, size_t n)
 * Frame: 0 after the body, 4 entry, 8 end of a, 12 a, 16 r, 20 b. */
function bn_mul
    push    {r4-r11, lr}
    sub     sp, #28
    str     r2, [sp, #20]
    strd    r1, r0, [sp, #12]
    add     r2, r1, r3, lsl #2
    str     r2, [sp, #8]
    entry   r2, r3, r4
    adr     r1, mul_next
    adds    r1, #1
    strd    r1, r2, [sp]
    clear   r3
mul_rows:
    ldrd    r10, r1, [sp, #12]
    ldm     r10!, {r2-r5}
    add     r11, r1, #16
    strd    r10, r11, [sp, #12]
    ldr     r0, [sp, #20]
    movs    r6, #0
    movs    r7, #0
    mov     r8, r6
    mov     r9, r6
    mov     r12, r6
    mov     lr, r6
    ldr     pc, [sp, #4]
    .balign 4
mul_next:
    stm     r1, {r6-r9}
    ldrd    r10, r11, [sp, #8]
    cmp     r10, r11
    bne     mul_rows
    add     sp, #28
    pop     {r4-r11, pc}

/* void bn_sqr(uint32_t *r, const uint32_t *a, size_t n)
 * The products above the diagonal, then their double and the squares in one pass.
 * Frame: 0 after the body, 4 entry, 8 end of a, 12 a, 16 r (two limbs a limb of a), 20 a, 24 r. */

    @ Four rows: the six products inside the block, then the columns to its right.
    .macro rows w0, w1, w2, w3, t0, t1, t2, t3, next
    ldrd    r0, r1, [sp, #12]
    ldm     r0!, {r2-r5}
    add     \t0, r1, #32
    strd    r0, \t0, [sp, #12]
    adr     \t0, \next
    add     \t0, \t0, #1
    str     \t0, [sp]
    ldm     r1, {\t0, \t1, \t2, \t3}
    mov     \w0, #0
    mov     \w1, #0
    mov     \w2, #0
    mov     \w3, #0
    umaal   \t1, \w0, r2, r3
    umaal   \t2, \w0, r2, r4
    umaal   \t3, \w0, r2, r5
    umaal   \t3, \w1, r3, r4
    umaal   \w0, \w1, r3, r5
    umaal   \w1, \w2, r4, r5
    stm     r1!, {\t0, \t1, \t2, \t3}
    ldr     pc, [sp, #4]
    .balign 4
\next:
    stm     r1, {r6-r9}
    .endm

    @ The next block has four columns fewer.
    .macro fewer
    ldr     r10, [sp, #4]
    add     r10, r10, #88
    str     r10, [sp, #4]
    .endm

    @ Two limbs: their doubled products and their squares.
    .macro squares t0, t1, t2, t3
    ldrd    r10, r11, [r0], #8
    umaal   \t0, r12, r10, r10
    umaal   \t1, r12, lr, lr
    umaal   \t2, r12, r11, r11
    umaal   \t3, r12, lr, lr
    .endm

    @ Four limbs. UMAAL leaves the carry of the doubling alone.
    .macro diagonal
    ldm     r1, {r2-r9}
    adcs    r2, r2, r2
    adcs    r3, r3, r3
    adcs    r4, r4, r4
    adcs    r5, r5, r5
    adcs    r6, r6, r6
    adcs    r7, r7, r7
    adcs    r8, r8, r8
    adcs    r9, r9, r9
    squares r2, r3, r4, r5
    squares r6, r7, r8, r9
    stm     r1!, {r2-r9}
    .endm

function bn_sqr
    push    {r4-r11, lr}
    sub     sp, #28
    strd    r1, r0, [sp, #12]
    strd    r1, r0, [sp, #20]
    add     r3, r1, r2, lsl #2
    str     r3, [sp, #8]
    subs    r3, r2, #4
    entry   r4, r3, r5
    str     r4, [sp, #4]
    phase   r3, r2, r5
    clear   r2
    cmp     r3, #1
    blo     sqr_0
    beq     sqr_1
    b       sqr_2
sqr_0:
    rows    r6, r7, r8, r9, r10, r11, r12, lr, sqr_0_next
    ldrd    r10, r11, [sp, #8]
    cmp     r10, r11
    beq     sqr_diagonal
    fewer
sqr_1:
    rows    r12, lr, r6, r7, r8, r9, r10, r11, sqr_1_next
    fewer
sqr_2:
    rows    r8, r9, r12, lr, r6, r7, r10, r11, sqr_2_next
    fewer
    b       sqr_0
sqr_diagonal:
    ldrd    r0, r1, [sp, #20]
    mov     r12, #0
    mov     lr, #0
    cmn     lr, lr
1:
    diagonal
    diagonal
    ldr     r10, [sp, #8]
    teq     r0, r10
    bne     1b
    add     sp, #28
    pop     {r4-r11, pc}

/* The columns. */
    .balign 4
body:
    .rept   8
    pair    r6, r7, r8, r9, r12, lr
    pair    r8, r9, r12, lr, r6, r7
    pair    r12, lr, r6, r7, r8, r9
    .endr
    .balign 4
body_end:
    ldr     pc, [sp]

/* uint32_t bn_row(uint32_t *r, uint32_t a, const uint32_t *b, size_t n) */
function bn_row
    push    {r4-r7, lr}
    add     r12, r2, r3, lsl #2
    movs    r3, #0
1:
    .rept   4
    ldrd    r4, r5, [r2], #8
    ldrd    r6, r7, [r0]
    umaal   r6, r3, r1, r4
    umaal   r7, r3, r1, r5
    strd    r6, r7, [r0], #8
    .endr
    cmp     r2, r12
    bne     1b
    mov     r0, r3
    pop     {r4-r7, pc}

/* uint32_t bn_redc_core(uint32_t *t, const uint32_t *p, uint32_t n0, size_t n)
 * uint32_t bn_redc_ones_core(uint32_t *t, const uint32_t *p, uint32_t unused, size_t n)
 * t[n..2n) = t / 2^(32n) mod p, not fully reduced; returns the carry above it. The second is for
 * p = -1 mod 2^64, where a limb of t is its own quotient and the two low limbs of p only move it.
 * Frame: 0 after the body, 4 entry, 8 rows, 12 p, 16 t, 20 end, 24 carry - 1, 28 n0. */

    @ Four quotients r2-r5 and the four columns that they clear.
    .macro quotients w0, w1, w2, w3, f0, f1, f2, f3
    ldrd    r0, r1, [sp, #12]
    ldrd    \w1, \w2, [r1], #8
    ldrd    \w3, \f3, [r1], #8
    str     r1, [sp, #16]
    ldrd    r1, \f0, [r0], #8
    ldrd    \f1, \f2, [r0], #8
    ldr     r2, [sp, #28]
    mul     r2, r2, \w1
    mov     \w0, #0
    umaal   \w1, \w0, r2, r1
    umaal   \w2, \w0, r2, \f0
    umaal   \w3, \w0, r2, \f1
    umaal   \f3, \w0, r2, \f2
    ldr     r3, [sp, #28]
    mul     r3, r3, \w2
    umaal   \w2, \w1, r3, r1
    umaal   \w3, \w1, r3, \f0
    umaal   \f3, \w1, r3, \f1
    umaal   \w0, \w1, r3, \f2
    ldr     r4, [sp, #28]
    mul     r4, r4, \w3
    umaal   \w3, \w2, r4, r1
    umaal   \f3, \w2, r4, \f0
    umaal   \w0, \w2, r4, \f1
    umaal   \w1, \w2, r4, \f2
    ldr     r5, [sp, #28]
    mul     r5, r5, \f3
    umaal   \f3, \w3, r5, r1
    umaal   \w0, \w3, r5, \f0
    umaal   \w1, \w3, r5, \f1
    umaal   \w2, \w3, r5, \f2
    ldr     r1, [sp, #16]
    ldr     pc, [sp, #4]
    .balign 4
    .endm

    @ The same for p = -1 mod 2^64.
    .macro limbs w0, w1, w2, w3, f0, f1
    ldrd    r0, r1, [sp, #12]
    ldm     r1!, {r2-r5}
    str     r1, [sp, #16]
    ldrd    \f0, \f1, [r0, #8]
    adds    r0, #16
    mov     \w0, r2
    umaal   r4, \w0, r2, \f0
    umaal   r5, \w0, r2, \f1
    mov     \w1, r3
    umaal   r5, \w1, r3, \f0
    umaal   \w0, \w1, r3, \f1
    mov     \w2, r4
    umaal   \w0, \w2, r4, \f0
    umaal   \w1, \w2, r4, \f1
    mov     \w3, r5
    umaal   \w1, \w3, r5, \f0
    umaal   \w2, \w3, r5, \f1
    ldr     pc, [sp, #4]
    .balign 4
    .endm

redc_0:
    quotients r6, r7, r8, r9, r10, r11, r12, lr
redc_1:
    quotients r12, lr, r6, r7, r8, r9, r10, r11
redc_2:
    quotients r8, r9, r12, lr, r6, r7, r10, r11
ones_0:
    limbs   r6, r7, r8, r9, r10, r11
ones_1:
    limbs   r12, lr, r6, r7, r10, r11
ones_2:
    limbs   r8, r9, r12, lr, r10, r11

function bn_redc_ones_core
    push    {r4-r11, lr}
    sub     sp, #36
    adr     r4, ones_0
    movs    r5, #(ones_1 - ones_0)
    b       redc_begin
function bn_redc_core
    push    {r4-r11, lr}
    sub     sp, #36
    adr     r4, redc_0
    movs    r5, #(redc_1 - redc_0)
redc_begin:
    phase   r6, r3, r7
    mla     r4, r5, r6, r4
    adds    r4, #1
    str     r4, [sp, #8]
    strd    r1, r0, [sp, #12]
    add     r4, r0, r3, lsl #2
    mov     r5, #-1
    strd    r4, r5, [sp, #20]
    str     r2, [sp, #28]
    subs    r3, #4
    entry   r5, r3, r6
    adr     r4, redc_next
    adds    r4, #1
    strd    r4, r5, [sp]
    ldr     pc, [sp, #8]
    .balign 4
redc_next:
    ldm     r1, {r2-r5}
    ldr     r10, [sp, #24]
    rsbs    r10, r10, #0
    adcs    r6, r6, r2
    adcs    r7, r7, r3
    adcs    r8, r8, r4
    adcs    r9, r9, r5
    stm     r1, {r6-r9}
    sbc     r10, r10, r10
    str     r10, [sp, #24]
    ldrd    r0, r1, [sp, #16]
    cmp     r0, r1
    it      ne
    ldrne   pc, [sp, #8]
    adds    r0, r10, #1
    add     sp, #36
    pop     {r4-r11, pc}

    .section .note.GNU-stack, "", %progbits

#endif
