/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

#include <math.h>

/*
 * Sums are of decimals as they are written, so that half a metre and a fifth make seven tenths and
 * no more. Where that does not fit, doubles do.
 */
typedef struct
{
  gint64 digits;
  int scale;            /* the value is digits / 10^scale */
} Decimal;

#define MOST_DIGITS 17

static gboolean
read_decimal (const char *text,
              gsize       length,
              Decimal    *out)
{
  gboolean negative = length > 0 && text[0] == '-';
  gboolean fraction = FALSE;
  Decimal decimal = { 0 };

  if (length - negative > MOST_DIGITS)
    return FALSE;

  for (gsize i = negative; i < length; i++)
    {
      if (text[i] == '.' && !fraction)
        {
          fraction = TRUE;
          continue;
        }
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      decimal.digits = decimal.digits * 10 + (text[i] - '0');
      decimal.scale += fraction;
    }

  if (negative)
    decimal.digits = -decimal.digits;
  *out = decimal;
  return TRUE;
}

/* A quantity: a number, or a text that is one; null counts as 0. */
static gboolean
read_quantity (const DwdJsonSpan *span,
               Decimal           *decimal,
               gboolean          *is_decimal,
               double            *real)
{
  const char *text = span->raw.text;
  gsize length = span->raw.length;

  *is_decimal = TRUE;
  *real = 0;
  decimal->digits = 0;
  decimal->scale = 0;
  if (dwd_merge_is_null (span))
    return TRUE;
  if (span->type != DWD_JSON_NUMBER && span->type != DWD_JSON_STRING)
    return FALSE;
  if (!dwd_json_span_get_double (span, real))
    return FALSE;

  if (span->type == DWD_JSON_STRING)
    {
      text++;
      length -= 2;
    }
  *is_decimal = read_decimal (text, length, decimal);

  return TRUE;
}

static gboolean
rescale (Decimal *decimal,
         int      scale)
{
  for (; decimal->scale < scale; decimal->scale++)
    if (__builtin_mul_overflow (decimal->digits, 10, &decimal->digits))
      return FALSE;

  return TRUE;
}

static char *
format_decimal (Decimal sum)
{
  guint64 power = 1;

  if (sum.digits <= 0)
    return g_strdup ("0");
  while (sum.scale > 0 && sum.digits % 10 == 0)
    {
      sum.digits /= 10;
      sum.scale--;
    }
  if (sum.scale == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, sum.digits);

  for (int i = 0; i < sum.scale; i++)
    power *= 10;
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT, (guint64) sum.digits / power,
                          sum.scale, (guint64) sum.digits % power);
}

/* The shortest text that reads as the same double. */
static char *
format_real (double sum)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (sum))
    return NULL;
  if (sum <= 0)
    return g_strdup ("0");
  for (int digits = 15; digits <= 17; digits++)
    {
      g_autofree char *format = g_strdup_printf ("%%.%dg", digits);

      g_ascii_formatd (buffer, sizeof buffer, format, sum);
      if (g_ascii_strtod (buffer, NULL) == sum)
        break;
    }

  return g_strdup (buffer);
}

char *
dwd_merge_sum (const DwdJsonSpan *base,
               const DwdJsonSpan *mine,
               const DwdJsonSpan *server)
{
  const DwdJsonSpan *spans[] = { base, mine, server };
  Decimal decimals[3];
  gboolean are_decimal = TRUE;
  double reals[3];
  int scale = 0;
  Decimal sum;

  for (int i = 0; i < 3; i++)
    {
      gboolean is_decimal;

      if (!read_quantity (spans[i], &decimals[i], &is_decimal, &reals[i]))
        return NULL;
      are_decimal = are_decimal && is_decimal;
      scale = MAX (scale, decimals[i].scale);
    }

  for (int i = 0; i < 3; i++)
    are_decimal = are_decimal && rescale (&decimals[i], scale);
  sum.scale = scale;
  if (!are_decimal ||
      __builtin_add_overflow (decimals[1].digits, decimals[2].digits, &sum.digits) ||
      __builtin_sub_overflow (sum.digits, decimals[0].digits, &sum.digits))
    return format_real (reals[1] + reals[2] - reals[0]);

  return format_decimal (sum);
}
