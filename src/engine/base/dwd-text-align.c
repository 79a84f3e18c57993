/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-base"

#include "config.h"

#include "dwd-text-align.h"

#include <string.h>

/*
 * Which longest common subsequence is taken is part of what a merge promises, and it is told by lengths:
 * with L(i, j) the longest one of what is left behind base token i and side token j, a token of the
 * base is skipped if L(i + 1, j) = L(i, j), else one of the side. A common end must therefore not be cut
 * off first, as other programs do; the common beginning may be, since equal tokens match there anyway.
 *
 * L is never written down. L(i, j) - L(i, j + 1) is 0 or 1, so a row of L is a row of bits, and the row
 * above follows from it 64 columns at a time (Crochemore, Iliopoulos, Pinzon and Reid, 2001). Column j
 * is bit n - 1 - j, because the rows grow from the end of both; a bit that is 0 stands for a difference
 * of 1. Of the rows only each 256th is kept at first; the walk, which goes the other way, makes those
 * between anew, a block at a time. So memory grows with the square root of the table.
 */
#define BLOCK 256
#define NONE G_MAXUINT32

typedef struct
{
  DwdTextIds base;
  DwdTextIds side;
  gsize width;          /* words of a row */
  guint32 *first;       /* by id: its first place in the side, or NONE */
  guint32 *next;        /* by place in the side: the next one of the same id, or NONE */
  guint32 *counts;      /* by id: places in the side */
  guint64 **dense;      /* by id: its bits, for those with many places; made when first needed */
  guint64 *sparse;      /* a row of zeros to work in */
  guint64 *kept;        /* the upper row of each block */
  guint64 *rows;        /* those of one block, the upper one included */
  guint block;          /* which one */
} Table;

static void
set_places (const Table *table,
            guint32      id,
            guint64     *bits)
{
  for (guint32 j = table->first[id]; j != NONE; j = table->next[j])
    {
      guint column = table->side.n - 1 - j;

      bits[column / 64] |= G_GUINT64_CONSTANT (1) << (column % 64);
    }
}

static void
clear_places (const Table *table,
              guint32      id,
              guint64     *bits)
{
  for (guint32 j = table->first[id]; j != NONE; j = table->next[j])
    bits[(table->side.n - 1 - j) / 64] = 0;
}

static void
step_row (const guint64 *below,
          const guint64 *places,
          guint64       *row,
          gsize          width)
{
  unsigned long long carry = 0;

  for (gsize w = 0; w < width; w++)
    {
      unsigned long long v = below[w];
      unsigned long long sum;
      gboolean over = __builtin_uaddll_overflow (v, v & places[w], &sum);

      over |= __builtin_uaddll_overflow (sum, carry, &sum);
      carry = over ? 1 : 0;
      row[w] = sum | (v & ~places[w]);
    }
}

/* The row of base token @i from the one below it; they may be the same memory. An id with more places
 * than a row has words keeps its bits; there are at most 64 of them, and the others are quickly set. */
static void
make_row (Table         *table,
          guint          i,
          const guint64 *below,
          guint64       *row)
{
  guint32 id = table->base.ids[i];

  if (table->counts[id] == 0)
    {
      if (row != below)
        memcpy (row, below, table->width * sizeof *row);
    }
  else if (table->counts[id] > table->width)
    {
      if (table->dense[id] == NULL)
        {
          table->dense[id] = g_new0 (guint64, table->width);
          set_places (table, id, table->dense[id]);
        }
      step_row (below, table->dense[id], row, table->width);
    }
  else
    {
      set_places (table, id, table->sparse);
      step_row (below, table->sparse, row, table->width);
      clear_places (table, id, table->sparse);
    }
}

static guint
block_top (const Table *table,
           guint        block)
{
  return MIN ((block + 1) * BLOCK, table->base.n);
}

static void
keep_rows (Table *table)
{
  guint n_blocks = (table->base.n + BLOCK - 1) / BLOCK;
  gsize size = table->width * sizeof (guint64);
  guint64 *row = table->rows;

  table->kept = g_malloc_n (n_blocks, size);
  memset (row, 0xff, size);
  memcpy (table->kept + (n_blocks - 1) * table->width, row, size);

  for (guint i = table->base.n; i-- > BLOCK;)
    {
      make_row (table, i, row, row);
      if (i % BLOCK == 0)
        memcpy (table->kept + (i / BLOCK - 1) * table->width, row, size);
    }
}

static guint64 *
get_row (Table *table,
         guint  i)
{
  return table->rows + (gsize) (i - table->block * BLOCK) * table->width;
}

static void
enter_block (Table *table,
             guint  block)
{
  guint top = block_top (table, block);

  table->block = block;
  memcpy (get_row (table, top), table->kept + block * table->width,
          table->width * sizeof (guint64));
  for (guint i = top; i-- > block * BLOCK;)
    make_row (table, i, get_row (table, i + 1), get_row (table, i));
}

/* L of the row at column @j: its zeros in the lowest n - j bits. */
static guint
measure (const Table   *table,
         const guint64 *row,
         guint          j)
{
  guint n = table->side.n - j;
  guint ones = 0;

  for (gsize w = 0; w < n / 64; w++)
    ones += (guint) __builtin_popcountll (row[w]);
  if (n % 64 != 0)
    ones += (guint) __builtin_popcountll (row[n / 64] & ((G_GUINT64_CONSTANT (1) << (n % 64)) - 1));

  return n - ones;
}

static guint
get_difference (const Table   *table,
                const guint64 *row,
                guint          j)
{
  guint column = table->side.n - 1 - j;

  return row[column / 64] >> (column % 64) & 1 ? 0 : 1;
}

/* From column @j on: the column at which base token @i is settled, either by its partner there or,
 * with @matched FALSE, by being skipped. */
static guint
walk_row (Table    *table,
          guint     i,
          guint     j,
          gboolean *matched)
{
  const guint64 *row = get_row (table, i);
  const guint64 *below = get_row (table, i + 1);
  guint lost = measure (table, row, j) - measure (table, below, j);

  *matched = FALSE;
  while (j < table->side.n && lost != 0)
    {
      if (table->base.ids[i] == table->side.ids[j])
        {
          *matched = TRUE;
          return j;
        }
      lost = lost - get_difference (table, row, j) + get_difference (table, below, j);
      j++;
    }

  return j;
}

static void
walk (Table   *table,
      guint32 *partners)
{
  guint j = 0;

  for (guint i = 0; i < table->base.n; i++)
    {
      gboolean matched = FALSE;

      if (i % BLOCK == 0)
        enter_block (table, i / BLOCK);

      if (j < table->side.n)
        {
          matched = table->base.ids[i] == table->side.ids[j];
          if (!matched)
            j = walk_row (table, i, j, &matched);
        }
      partners[i] = matched ? j++ : DWD_TEXT_UNMATCHED;
    }
}

static void
find_places (Table *table,
             guint  n_ids)
{
  table->first = g_new (guint32, n_ids);
  table->next = g_new (guint32, table->side.n);
  table->counts = g_new0 (guint32, n_ids);
  table->dense = g_new0 (guint64 *, n_ids);
  memset (table->first, 0xff, n_ids * sizeof *table->first);

  for (guint j = table->side.n; j-- > 0;)
    {
      guint32 id = table->side.ids[j];

      table->next[j] = table->first[id];
      table->first[id] = j;
      table->counts[id]++;
    }
}

static void
align_rest (DwdTextIds base,
            DwdTextIds side,
            guint      n_ids,
            guint32   *partners)
{
  Table table = { .base = base, .side = side, .width = (side.n + 63) / 64 };

  find_places (&table, n_ids);
  table.sparse = g_new0 (guint64, table.width);
  table.rows = g_malloc_n (MIN (BLOCK, base.n) + 1, table.width * sizeof (guint64));
  keep_rows (&table);
  walk (&table, partners);

  for (guint id = 0; id < n_ids; id++)
    g_free (table.dense[id]);
  g_free (table.dense);
  g_free (table.first);
  g_free (table.next);
  g_free (table.counts);
  g_free (table.sparse);
  g_free (table.rows);
  g_free (table.kept);
}

/**
 * dwd_text_align:
 * @base: the tokens of the ancestor
 * @side: the tokens of what was made of it
 * @n_ids: above every number in both
 * @budget: (inout): cells of a table that may still be spent; less by those of this one
 * @partners: (array): gets for each base token the place of its partner in @side, or
 *   %DWD_TEXT_UNMATCHED
 *
 * A longest common subsequence, and of several the one that is taken from the start: equal tokens
 * match; else the base's token is skipped if that loses no length, else the side's.
 *
 * Returns: %FALSE if the budget does not reach; then @partners means nothing
 */
gboolean
dwd_text_align (DwdTextIds base,
                DwdTextIds side,
                guint      n_ids,
                guint64   *budget,
                guint32   *partners)
{
  guint same = 0;
  guint64 cells;

  while (same < base.n && same < side.n && base.ids[same] == side.ids[same])
    {
      partners[same] = same;
      same++;
    }

  base = (DwdTextIds) { base.ids + same, base.n - same };
  side = (DwdTextIds) { side.ids + same, side.n - same };
  partners += same;
  if (base.n == 0 || side.n == 0)
    {
      memset (partners, 0xff, base.n * sizeof *partners);
      return TRUE;
    }

  cells = (guint64) base.n * side.n;
  if (cells > *budget)
    return FALSE;
  *budget -= cells;

  align_rest (base, side, n_ids, partners);
  for (guint i = 0; i < base.n; i++)
    if (partners[i] != DWD_TEXT_UNMATCHED)
      partners[i] += same;

  return TRUE;
}
