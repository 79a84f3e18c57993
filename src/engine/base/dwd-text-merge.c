/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-base"

#include "config.h"

#include "dwd-text-merge.h"

#include "dwd-text-align.h"

#include <string.h>

/* Cells of all comparisons of one merge. Two texts of 65 536 lines that share no beginning reach it, in
 * some tenths of a second; a hundred kilobytes of notes do not. */
#define BUDGET (G_GUINT64_CONSTANT (1) << 32)

/* Of one text, in bytes: what is longer is no note. It bounds the memory, which is by the token. */
#define LONGEST (4 * 1024 * 1024)

enum
{
  BASE,
  MINE,
  SERVER,
  N_SIDES
};

typedef struct
{
  const char *text;
  gsize length;
  guint side;
} Token;

/* The three texts, cut alike. */
typedef struct
{
  GArray *tokens[N_SIDES];      /* (owned): of Token */
  guint32 *ids[N_SIDES];        /* (owned) */
  guint n_ids;
} Cut;

/* Half-open ranges of tokens between two that are unchanged on both sides. */
typedef struct
{
  guint start[N_SIDES];
  guint end[N_SIDES];
} Region;

typedef struct
{
  GString *text;
  const char *separator;
  gboolean started;
} Output;

static void
add_token (GArray     *tokens,
           const char *text,
           gsize       length,
           guint       side)
{
  Token token = { text, length, side };

  g_array_append_val (tokens, token);
}

/* As many lines as line ends, and one more: the ends stand between. */
static void
cut_lines (GArray     *tokens,
           const char *text,
           gsize       length,
           guint       side)
{
  const char *end = text + length;
  const char *line_end;

  while ((line_end = memchr (text, '\n', (gsize) (end - text))) != NULL)
    {
      add_token (tokens, text, (gsize) (line_end - text), side);
      text = line_end + 1;
    }
  add_token (tokens, text, (gsize) (end - text), side);
}

typedef enum
{
  CLASS_WORD,
  CLASS_BLANK,
  CLASS_LINE_END,
} Class;

static Class
classify (char c)
{
  if (c == '\n')
    return CLASS_LINE_END;

  return c == ' ' || c == '\t' ? CLASS_BLANK : CLASS_WORD;
}

/* Words, runs of blanks, and single line ends; nothing of the text is lost. */
static void
cut_words (GArray     *tokens,
           const char *text,
           gsize       length,
           guint       side)
{
  const char *end = text + length;

  while (text < end)
    {
      Class class = classify (*text);
      const char *p = text + 1;

      while (class != CLASS_LINE_END && p < end && classify (*p) == class)
        p++;
      add_token (tokens, text, (gsize) (p - text), side);
      text = p;
    }
}

static int
compare_tokens (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const Token *x = *(Token *const *) a;
  const Token *y = *(Token *const *) b;
  int order = memcmp (x->text, y->text, MIN (x->length, y->length));

  if (order != 0)
    return order;

  return x->length < y->length ? -1 : x->length > y->length;
}

/* Numbers by sorting: the time is bounded whatever the texts are, which hashing cannot promise. */
static void
number_tokens (Cut *cut)
{
  guint n = cut->tokens[BASE]->len + cut->tokens[MINE]->len + cut->tokens[SERVER]->len;
  g_autofree Token **sorted = g_new (Token *, n);
  guint filled = 0;

  for (int side = 0; side < N_SIDES; side++)
    {
      /* One more, so that an empty text has an address too. */
      cut->ids[side] = g_new (guint32, cut->tokens[side]->len + 1);
      for (guint i = 0; i < cut->tokens[side]->len; i++)
        sorted[filled++] = &g_array_index (cut->tokens[side], Token, i);
    }
  if (n > 0)
    g_qsort_with_data (sorted, (int) n, sizeof *sorted, compare_tokens, NULL);

  cut->n_ids = 0;
  for (guint i = 0; i < n; i++)
    {
      const Token *token = sorted[i];
      gsize place = (gsize) (token - (Token *) (gpointer) cut->tokens[token->side]->data);

      if (i == 0 || compare_tokens (&sorted[i - 1], &sorted[i], NULL) != 0)
        cut->n_ids++;
      cut->ids[token->side][place] = cut->n_ids - 1;
    }
}

static void
cut_clear (Cut *cut)
{
  for (int side = 0; side < N_SIDES; side++)
    {
      g_array_unref (cut->tokens[side]);
      g_free (cut->ids[side]);
    }
}

typedef void (*CutText) (GArray     *tokens,
                         const char *text,
                         gsize       length,
                         guint       side);

static void
cut_init (Cut              *cut,
          const char *const texts[N_SIDES],
          const gsize       lengths[N_SIDES],
          CutText           cut_text)
{
  for (guint side = 0; side < N_SIDES; side++)
    {
      cut->tokens[side] = g_array_new (FALSE, FALSE, sizeof (Token));
      cut_text (cut->tokens[side], texts[side], lengths[side], side);
    }
  number_tokens (cut);
}

static gboolean
equal_ranges (const Cut    *cut,
              const Region *region,
              guint         a,
              guint         b)
{
  guint n = region->end[a] - region->start[a];

  return n == region->end[b] - region->start[b] &&
         (n == 0 || memcmp (cut->ids[a] + region->start[a], cut->ids[b] + region->start[b],
                            n * sizeof (guint32)) == 0);
}

static void
append_piece (Output     *out,
              const char *text,
              gsize       length)
{
  if (out->started)
    g_string_append (out->text, out->separator);
  g_string_append_len (out->text, text, (gssize) length);
  out->started = TRUE;
}

static void
append_range (Output       *out,
              const Cut    *cut,
              const Region *region,
              guint         side)
{
  for (guint i = region->start[side]; i < region->end[side]; i++)
    {
      const Token *token = &g_array_index (cut->tokens[side], Token, i);

      append_piece (out, token->text, token->length);
    }
}

/* What to do with a region that both sides changed, each in its own way. */
typedef gboolean (*MergeRegion) (const Cut    *cut,
                                 const Region *region,
                                 guint64      *budget,
                                 Output       *out);

static gboolean
merge_region (const Cut    *cut,
              const Region *region,
              MergeRegion   merge_clash,
              guint64      *budget,
              Output       *out)
{
  if (equal_ranges (cut, region, BASE, MINE) || equal_ranges (cut, region, MINE, SERVER))
    append_range (out, cut, region, SERVER);
  else if (equal_ranges (cut, region, BASE, SERVER))
    append_range (out, cut, region, MINE);
  else
    return merge_clash (cut, region, budget, out);

  return TRUE;
}

static gboolean
align_side (const Cut *cut,
            guint      side,
            guint64   *budget,
            guint32   *partners)
{
  DwdTextIds base = { cut->ids[BASE], cut->tokens[BASE]->len };
  DwdTextIds changed = { cut->ids[side], cut->tokens[side]->len };

  return dwd_text_align (base, changed, cut->n_ids, budget, partners);
}

/* Regions end where a token of the base has partners on both sides, or where the texts end. */
static gboolean
merge_cut (const Cut  *cut,
           MergeRegion merge_clash,
           guint64    *budget,
           Output     *out)
{
  guint n = cut->tokens[BASE]->len;
  g_autofree guint32 *mine = g_new (guint32, n + 1);
  g_autofree guint32 *server = g_new (guint32, n + 1);
  Region region = { 0 };

  if (!align_side (cut, MINE, budget, mine) || !align_side (cut, SERVER, budget, server))
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      const Token *token = &g_array_index (cut->tokens[BASE], Token, i);

      if (mine[i] == DWD_TEXT_UNMATCHED || server[i] == DWD_TEXT_UNMATCHED)
        continue;

      region.end[BASE] = i;
      region.end[MINE] = mine[i];
      region.end[SERVER] = server[i];
      if (!merge_region (cut, &region, merge_clash, budget, out))
        return FALSE;

      append_piece (out, token->text, token->length);
      for (int side = 0; side < N_SIDES; side++)
        region.start[side] = region.end[side] + 1;
    }

  for (int side = 0; side < N_SIDES; side++)
    region.end[side] = cut->tokens[side]->len;

  return merge_region (cut, &region, merge_clash, budget, out);
}

/* Words that both sides changed differently, or wrote in one place, are for a person. */
static gboolean
refuse_words (const Cut    *cut,
              const Region *region,
              guint64      *budget,
              Output       *out)
{
  return FALSE;
}

/* The text from a region's first line to its last, without the end of the last one. */
static void
find_text (const Cut    *cut,
           const Region *region,
           guint         side,
           const char  **text,
           gsize        *length)
{
  const Token *first, *last;

  *text = "";
  *length = 0;
  if (region->start[side] == region->end[side])
    return;

  first = &g_array_index (cut->tokens[side], Token, region->start[side]);
  last = &g_array_index (cut->tokens[side], Token, region->end[side] - 1);
  *text = first->text;
  *length = (gsize) (last->text + last->length - first->text);
}

static gboolean
merge_words (const Cut    *lines,
             const Region *region,
             guint64      *budget,
             Output       *out)
{
  g_autoptr (GString) merged = g_string_new (NULL);
  Output words = { merged, "", FALSE };
  const char *texts[N_SIDES];
  gsize lengths[N_SIDES];
  Cut cut;
  gboolean clean;

  for (guint side = 0; side < N_SIDES; side++)
    find_text (lines, region, side, &texts[side], &lengths[side]);

  cut_init (&cut, texts, lengths, cut_words);
  clean = merge_cut (&cut, refuse_words, budget, &words);
  cut_clear (&cut);
  if (clean)
    append_piece (out, merged->str, merged->len);

  return clean;
}

static gboolean
merge_lines (const Cut    *cut,
             const Region *region,
             guint64      *budget,
             Output       *out)
{
  if (region->start[BASE] < region->end[BASE])
    return merge_words (cut, region, budget, out);

  append_range (out, cut, region, SERVER);
  append_range (out, cut, region, MINE);
  return TRUE;
}

gboolean
dwd_text_merge (const char *base,
                const char *mine,
                const char *server,
                char      **merged)
{
  const char *texts[N_SIDES] = { base, mine, server };
  gsize lengths[N_SIDES];
  guint64 budget = BUDGET;
  Output out = { NULL, "\n", FALSE };
  Cut cut;
  gboolean clean;

  g_return_val_if_fail (mine != NULL && server != NULL, FALSE);

  if (strcmp (mine, server) == 0)
    {
      *merged = g_strdup (mine);
      return TRUE;
    }
  if (base == NULL || *base == '\0')
    return FALSE;

  for (int side = 0; side < N_SIDES; side++)
    {
      lengths[side] = strlen (texts[side]);
      if (lengths[side] > LONGEST)
        return FALSE;
    }

  out.text = g_string_sized_new (MAX (lengths[MINE], lengths[SERVER]));
  cut_init (&cut, texts, lengths, cut_lines);
  clean = merge_cut (&cut, merge_lines, &budget, &out);
  cut_clear (&cut);

  if (clean)
    *merged = g_string_free (out.text, FALSE);
  else
    g_string_free (out.text, TRUE);

  return clean;
}
