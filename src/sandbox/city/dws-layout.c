/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-layout.h"

#include <math.h>
#include <string.h>

#define CELL 64.0
#define HALO 2.0
#define DOT 4.0
#define LINE_HEIGHT 1.15
#define MAX_LINES 3

void
dws_layout_init (DwsLayout     *self,
                 DwsTypesetter *typesetter,
                 int            zoom)
{
  *self = (DwsLayout) { .typesetter = typesetter, .zoom = zoom, .world = 256.0 * (1 << zoom) };
  self->labels = g_new0 (DwsLabels, 1);
  self->labels->labels = g_array_new (FALSE, FALSE, sizeof (DwsLabel));
  self->labels->letters = g_array_new (FALSE, FALSE, sizeof (DwsLetter));
  self->cells = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                       (GDestroyNotify) g_array_unref);
  self->anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) g_array_unref);
}

/**
 * dws_layout_finish:
 *
 * Returns: (transfer full): the labels; the layout is empty then
 */
DwsLabels *
dws_layout_finish (DwsLayout *self)
{
  DwsLabels *labels = g_steal_pointer (&self->labels);
  g_autofree DwsBox *boxes = g_new (DwsBox, labels->labels->len + 1);

  for (guint i = 0; i < labels->labels->len; i++)
    boxes[i] = g_array_index (labels->labels, DwsLabel, i).box;

  dws_grid_build (&labels->grid, 256, boxes, labels->labels->len);
  g_clear_pointer (&self->cells, g_hash_table_unref);
  g_clear_pointer (&self->anchors, g_hash_table_unref);

  return labels;
}

/* ---- room ---- */

static gint64
cell_of (double position)
{
  return (gint64) floor (position / CELL);
}

static GArray *
get_cell (DwsLayout *self,
          gint64     column,
          gint64     row,
          gboolean   create)
{
  gint64 key = column << 32 | row;
  GArray *cell = g_hash_table_lookup (self->cells, &key);

  if (cell == NULL && create)
    {
      cell = g_array_new (FALSE, FALSE, sizeof (DwsBox));
      g_hash_table_insert (self->cells, g_memdup2 (&key, sizeof key), cell);
    }

  return cell;
}

static gboolean
overlaps (const DwsBox *a,
          const DwsBox *b)
{
  return a->left < b->right && a->right > b->left && a->bottom < b->top && a->top > b->bottom;
}

gboolean
dws_layout_is_free (DwsLayout    *self,
                    const DwsBox *box)
{
  for (gint64 row = cell_of (box->bottom); row <= cell_of (box->top); row++)
    for (gint64 column = cell_of (box->left); column <= cell_of (box->right); column++)
      {
        GArray *cell = get_cell (self, column, row, FALSE);

        for (guint i = 0; cell != NULL && i < cell->len; i++)
          if (overlaps (&g_array_index (cell, DwsBox, i), box))
            return FALSE;
      }

  return TRUE;
}

void
dws_layout_take (DwsLayout    *self,
                 const DwsBox *box)
{
  for (gint64 row = cell_of (box->bottom); row <= cell_of (box->top); row++)
    for (gint64 column = cell_of (box->left); column <= cell_of (box->right); column++)
      g_array_append_val (get_cell (self, column, row, TRUE), *box);
}

/**
 * dws_layout_is_repeat:
 *
 * Returns: whether @text already stands within @distance of a place
 */
gboolean
dws_layout_is_repeat (DwsLayout  *self,
                      const char *text,
                      double      x,
                      double      y,
                      double      distance)
{
  GArray *anchors = g_hash_table_lookup (self->anchors, text);

  for (guint i = 0; anchors != NULL && i < anchors->len; i++)
    {
      const DwsVec *anchor = &g_array_index (anchors, DwsVec, i);

      if (hypot (anchor->x - x, anchor->y - y) < distance)
        return TRUE;
    }

  return FALSE;
}

static void
remember (DwsLayout  *self,
          const char *text,
          double      x,
          double      y)
{
  GArray *anchors = g_hash_table_lookup (self->anchors, text);
  DwsVec anchor = { x, y };

  if (anchors == NULL)
    {
      anchors = g_array_new (FALSE, FALSE, sizeof (DwsVec));
      g_hash_table_insert (self->anchors, g_strdup (text), anchors);
    }

  g_array_append_val (anchors, anchor);
}

/* ---- level text ---- */

static void
append_level (DwsLayout     *self,
              const DwsText *text,
              double         x,
              double         y)
{
  for (guint i = 0; i < text->glyphs->len; i++)
    {
      const DwsGlyph *glyph = &g_array_index (text->glyphs, DwsGlyph, i);
      DwsLetter letter = { glyph->outline, x + glyph->x, y, 1, 0 };

      g_array_append_val (self->labels->letters, letter);
    }
}

/* Breaks a name into lines no wider than @most, as evenly as its words allow. */
static guint
break_lines (DwsLayout      *self,
             DwsFace         face,
             const char     *text,
             double          most,
             const DwsText **lines)
{
  const DwsText *whole = dws_typesetter_set (self->typesetter, face, text);
  g_auto (GStrv) words = NULL;
  g_autoptr (GString) line = g_string_new (NULL);
  double wanted;
  guint n = 0;

  if (whole->width <= most || strchr (text, ' ') == NULL)
    {
      lines[0] = whole;
      return 1;
    }

  wanted = whole->width / MIN (ceil (whole->width / most), MAX_LINES);
  words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      double used = dws_typesetter_set (self->typesetter, face, line->str)->width;
      double word = dws_typesetter_set (self->typesetter, face, words[i])->width;

      if (line->len > 0 && n + 1 < MAX_LINES && used + word / 2 > wanted)
        {
          lines[n++] = dws_typesetter_set (self->typesetter, face, line->str);
          g_string_truncate (line, 0);
        }

      if (line->len > 0)
        g_string_append_c (line, ' ');

      g_string_append (line, words[i]);
    }

  lines[n++] = dws_typesetter_set (self->typesetter, face, line->str);

  return n;
}

static double
widest (const DwsText **lines,
        guint           n_lines)
{
  double width = 0;

  for (guint i = 0; i < n_lines; i++)
    width = MAX (width, lines[i]->width);

  return width;
}

static void
append_block (DwsLayout      *self,
              DwsLabel       *label,
              const DwsText **lines,
              guint           n_lines,
              double          x,
              double          top)
{
  double size = dws_face_size (label->face);

  label->first = self->labels->letters->len;

  for (guint i = 0; i < n_lines; i++)
    append_level (self, lines[i], x - lines[i]->width / 2, top + size * (0.86 + i * LINE_HEIGHT));

  label->n_letters = self->labels->letters->len - label->first;
}

/**
 * dws_layout_block:
 * @x: the middle of the text
 * @y: the middle of the text
 * @most_width: of a line, in pixels
 *
 * Sets a name around a place, in up to three lines.
 *
 * Returns: whether there was room
 */
gboolean
dws_layout_block (DwsLayout  *self,
                  DwsInk      ink,
                  DwsFace     face,
                  const char *text,
                  double      x,
                  double      y,
                  double      most_width)
{
  const DwsText *lines[MAX_LINES];
  guint n_lines = break_lines (self, face, text, most_width, lines);
  double size = dws_face_size (face);
  double half = widest (lines, n_lines) / 2 + HALO;
  double height = size * (1 + (n_lines - 1) * LINE_HEIGHT) + 2 * HALO;
  DwsLabel label = { .ink = ink, .face = face, .dot_x = NAN, .dot_y = NAN };

  label.box = (DwsBox) { x - half, y - height / 2, x + half, y + height / 2 };

  if (!dws_layout_is_free (self, &label.box))
    return FALSE;

  append_block (self, &label, lines, n_lines, x, y - height / 2 + HALO);
  dws_layout_take (self, &label.box);
  g_array_append_val (self->labels->labels, label);
  remember (self, text, x, y);

  return TRUE;
}

/**
 * dws_layout_dot:
 *
 * Sets a dot, and its name below, above or beside it where there is room; else the dot alone.
 *
 * Returns: whether there was room for the dot
 */
gboolean
dws_layout_dot (DwsLayout  *self,
                DwsInk      ink,
                DwsFace     face,
                const char *text,
                double      x,
                double      y)
{
  const DwsText *lines[MAX_LINES];
  guint n_lines = break_lines (self, face, text, 84, lines);
  double size = dws_face_size (face);
  double half = widest (lines, n_lines) / 2 + HALO;
  double height = size * (1 + (n_lines - 1) * LINE_HEIGHT) + 2 * HALO;
  DwsBox dot = { x - DOT, y - DOT, x + DOT, y + DOT };
  DwsLabel label = { .ink = ink, .face = face, .dot_x = x, .dot_y = y, .box = dot };
  const DwsVec middles[] = {
    { x, y + DOT + height / 2 }, { x, y - DOT - height / 2 },
    { x + DOT + half, y }, { x - DOT - half, y },
  };

  if (!dws_layout_is_free (self, &dot))
    return FALSE;

  label.first = self->labels->letters->len;

  for (guint i = 0; i < G_N_ELEMENTS (middles); i++)
    {
      DwsBox box = {
        middles[i].x - half, middles[i].y - height / 2,
        middles[i].x + half, middles[i].y + height / 2,
      };

      if (!dws_layout_is_free (self, &box))
        continue;

      append_block (self, &label, lines, n_lines, middles[i].x, box.bottom + HALO);
      dws_layout_take (self, &box);
      label.box = (DwsBox) {
        MIN (dot.left, box.left), MIN (dot.bottom, box.bottom),
        MAX (dot.right, box.right), MAX (dot.top, box.top),
      };
      break;
    }

  dws_layout_take (self, &dot);
  g_array_append_val (self->labels->labels, label);
  remember (self, text, x, y);

  return TRUE;
}

/* ---- text along a line ---- */

typedef struct
{
  const GArray *points;      /* of DwsVec, of the world */
  double world;
  double *along;             /* (owned): length up to each point */
  double length;
  gboolean reversed;
} Line;

static void
line_init (Line         *line,
           const GArray *points,
           double        world)
{
  *line = (Line) { .points = points, .world = world };
  line->along = g_new0 (double, points->len);

  for (guint i = 1; i < points->len; i++)
    {
      const DwsVec *a = &g_array_index (points, DwsVec, i - 1);
      const DwsVec *b = &g_array_index (points, DwsVec, i);

      line->length += hypot (b->x - a->x, b->y - a->y) * world;
      line->along[i] = line->length;
    }
}

static void
line_clear (Line *line)
{
  g_free (line->along);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

static DwsVec
line_at (const Line *line,
         double      where)
{
  guint low = 0;
  guint high = line->points->len - 1;
  const DwsVec *a;
  const DwsVec *b;
  double t;

  if (line->reversed)
    where = line->length - where;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (line->along[middle] <= where)
        low = middle;
      else
        high = middle;
    }

  a = &g_array_index (line->points, DwsVec, low);
  b = &g_array_index (line->points, DwsVec, high);
  t = line->along[high] > line->along[low]
      ? CLAMP ((where - line->along[low]) / (line->along[high] - line->along[low]), 0, 1) : 0;

  return (DwsVec) { (a->x + (b->x - a->x) * t) * line->world,
                    (a->y + (b->y - a->y) * t) * line->world };
}

/* The direction around a place, smoothed over a letter or two. */
static DwsVec
line_direction (const Line *line,
                double      where,
                double      reach)
{
  DwsVec a = line_at (line, MAX (where - reach, 0));
  DwsVec b = line_at (line, MIN (where + reach, line->length));
  double length = hypot (b.x - a.x, b.y - a.y);

  return length > 0 ? (DwsVec) { (b.x - a.x) / length, (b.y - a.y) / length } : (DwsVec) { 1, 0 };
}

/* A text reads from left to right, and where its line stands upright, from below. */
static void
orient (Line  *line,
        double start,
        double width)
{
  DwsVec a;
  DwsVec b;

  line->reversed = FALSE;
  a = line_at (line, start);
  b = line_at (line, start + width);

  if (fabs (b.x - a.x) > 0.08 * fabs (b.y - a.y))
    line->reversed = b.x < a.x;
  else
    line->reversed = b.y > a.y;
}

/* Whether the letters would stand side by side, and not lean over each other in a bend. */
static gboolean
is_smooth (const Line *line,
           double      start,
           double      width,
           double      size)
{
  DwsVec a = line_at (line, start);
  DwsVec b = line_at (line, start + width);
  DwsVec last = line_direction (line, start, size * 0.6);

  if (hypot (b.x - a.x, b.y - a.y) < 0.86 * width)
    return FALSE;

  for (double at = start + size * 0.6; at <= start + width; at += size * 0.6)
    {
      DwsVec direction = line_direction (line, at, size * 0.6);

      if (direction.x * last.x + direction.y * last.y < 0.94)
        return FALSE;

      last = direction;
    }

  return TRUE;
}

/* The boxes that a bent text takes, one each half letter or so. */
static DwsBox
box_along (const Line *line,
           double      at,
           double      size)
{
  DwsVec middle = line_at (line, at);
  double half = size * 0.62;

  return (DwsBox) { middle.x - half, middle.y - half, middle.x + half, middle.y + half };
}

static gboolean
has_room (DwsLayout  *self,
          const Line *line,
          double      start,
          double      width,
          double      size)
{
  for (double at = start - 2; at <= start + width + 2; at += size * 0.8)
    {
      DwsBox box = box_along (line, at, size);

      if (!dws_layout_is_free (self, &box))
        return FALSE;
    }

  return TRUE;
}

static void
set_along (DwsLayout     *self,
           const Line    *line,
           const DwsText *text,
           DwsInk         ink,
           DwsFace        face,
           double         start)
{
  double size = dws_face_size (face);
  DwsLabel label = {
    .ink = ink, .face = face, .first = self->labels->letters->len, .n_letters = text->glyphs->len,
    .dot_x = NAN, .dot_y = NAN, .box = { INFINITY, INFINITY, -INFINITY, -INFINITY },
  };

  for (guint i = 0; i < text->glyphs->len; i++)
    {
      const DwsGlyph *glyph = &g_array_index (text->glyphs, DwsGlyph, i);
      double middle = start + glyph->x + glyph->advance / 2;
      DwsVec at = line_at (line, middle);
      DwsVec direction = line_direction (line, middle, size * 0.7);
      DwsLetter letter = {
        glyph->outline,
        at.x - direction.x * glyph->advance / 2 - direction.y * size * 0.34,
        at.y - direction.y * glyph->advance / 2 + direction.x * size * 0.34,
        (float) direction.x,
        (float) direction.y,
      };

      g_array_append_val (self->labels->letters, letter);
    }

  for (double at = start - 2; at <= start + text->width + 2 + size; at += size * 0.8)
    {
      DwsBox box = box_along (line, MIN (at, start + text->width + 2), size);

      dws_layout_take (self, &box);
      label.box.left = MIN (label.box.left, box.left - size);
      label.box.bottom = MIN (label.box.bottom, box.bottom - size);
      label.box.right = MAX (label.box.right, box.right + size);
      label.box.top = MAX (label.box.top, box.top + size);
    }

  g_array_append_val (self->labels->labels, label);
}

/**
 * dws_layout_along:
 * @points: (element-type DwsVec): the line, in the world from 0 to 1
 * @spacing: how far from each other the same text may stand, in pixels
 *
 * Sets a name along a line, as often as it is long, where it runs smoothly and there is room.
 */
void
dws_layout_along (DwsLayout    *self,
                  DwsInk        ink,
                  DwsFace       face,
                  const char   *text,
                  const GArray *points,
                  double        spacing)
{
  static const double shifts[] = { 0, 0.12, -0.12, 0.24, -0.24, 0.36, -0.36, 0.46, -0.46 };
  const DwsText *set = dws_typesetter_set (self->typesetter, face, text);
  double size = dws_face_size (face);
  g_auto (Line) line = { NULL };
  double stretch;
  guint n;

  if (set->glyphs->len == 0)
    return;

  line_init (&line, points, self->world);

  if (line.length < set->width + size)
    return;

  n = MAX ((guint) (line.length / (set->width + spacing)), 1);
  stretch = line.length / n;

  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < G_N_ELEMENTS (shifts); k++)
      {
        double start = (i + 0.5 + shifts[k]) * stretch - set->width / 2;
        DwsVec middle;

        if (start < size / 2 || start + set->width > line.length - size / 2)
          continue;

        orient (&line, start, set->width);

        if (line.reversed)
          start = line.length - start - set->width;

        middle = line_at (&line, start + set->width / 2);

        if (dws_layout_is_repeat (self, text, middle.x, middle.y, spacing * 0.75) ||
            !is_smooth (&line, start, set->width, size) ||
            !has_room (self, &line, start, set->width, size))
          {
            line.reversed = FALSE;
            continue;
          }

        set_along (self, &line, set, ink, face, start);
        remember (self, text, middle.x, middle.y);
        line.reversed = FALSE;
        break;
      }
}

/**
 * dws_layout_shields:
 *
 * Sets a road's number along it, level and on a plate.
 */
void
dws_layout_shields (DwsLayout    *self,
                    const char   *text,
                    const GArray *points,
                    double        spacing)
{
  g_auto (Line) line = { NULL };
  guint n;

  line_init (&line, points, self->world);

  if (line.length < spacing / 4)
    return;

  n = MAX ((guint) (line.length / spacing), 1);

  for (guint i = 0; i < n; i++)
    {
      DwsVec at = line_at (&line, (i + 0.5) * line.length / n);

      if (!dws_layout_is_repeat (self, text, at.x, at.y, spacing * 0.7))
        dws_layout_block (self, DWS_INK_SHIELD, DWS_FACE_SHIELD, text, at.x, at.y, 200);
    }
}
