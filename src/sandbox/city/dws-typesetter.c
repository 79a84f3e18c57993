/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-typesetter.h"

#include <pango/pangocairo.h>

#define FAMILY "Cantarell, Noto Sans, DejaVu Sans, sans-serif"

typedef struct
{
  double size;            /* pixels */
  PangoWeight weight;
  gboolean slanted;       /* here, since few families have italics */
  double spacing;         /* pixels between letters */
} Face;

static const Face faces[DWS_N_FACES] = {
  [DWS_FACE_CITY] = { 19, PANGO_WEIGHT_BOLD, FALSE, 0.4 },
  [DWS_FACE_SUBURB] = { 12.5, PANGO_WEIGHT_BOLD, FALSE, 0.2 },
  [DWS_FACE_QUARTER] = { 11, PANGO_WEIGHT_BOLD, FALSE, 0.1 },
  [DWS_FACE_AVENUE] = { 11.5, PANGO_WEIGHT_NORMAL, FALSE, 0.3 },
  [DWS_FACE_STREET] = { 11, PANGO_WEIGHT_NORMAL, FALSE, 0.25 },
  [DWS_FACE_LANE] = { 10.5, PANGO_WEIGHT_NORMAL, FALSE, 0.2 },
  [DWS_FACE_WATER] = { 12, PANGO_WEIGHT_NORMAL, TRUE, 0.8 },
  [DWS_FACE_GREEN] = { 11, PANGO_WEIGHT_NORMAL, FALSE, 0.15 },
  [DWS_FACE_PLACE] = { 10.5, PANGO_WEIGHT_NORMAL, FALSE, 0.1 },
  [DWS_FACE_NUMBER] = { 9.5, PANGO_WEIGHT_NORMAL, FALSE, 0 },
  [DWS_FACE_SHIELD] = { 9.5, PANGO_WEIGHT_BOLD, FALSE, 0.2 },
};

typedef struct
{
  PangoFont *font;        /* (owned) */
  PangoGlyph glyph;
} GlyphKey;

struct _DwsTypesetter
{
  PangoFontMap *font_map;                /* (owned) */
  PangoContext *context;                 /* (owned) */
  PangoLayout *layouts[DWS_N_FACES];     /* (owned) */
  cairo_surface_t *surface;              /* (owned) */
  cairo_t *cr;                           /* (owned): where outlines are taken from */
  GHashTable *outlines;                  /* (owned): GlyphKey to cairo_path_t */
  GHashTable *texts[DWS_N_FACES];        /* (owned): string to DwsText */
};

static guint
glyph_hash (gconstpointer data)
{
  const GlyphKey *key = data;

  return g_direct_hash (key->font) ^ (key->glyph * 2654435761u);
}

static gboolean
glyph_equal (gconstpointer a,
             gconstpointer b)
{
  const GlyphKey *first = a;
  const GlyphKey *second = b;

  return first->font == second->font && first->glyph == second->glyph;
}

static void
glyph_key_free (gpointer data)
{
  GlyphKey *key = data;

  g_object_unref (key->font);
  g_free (key);
}

static void
text_free (gpointer data)
{
  DwsText *text = data;

  g_array_unref (text->glyphs);
  g_free (text);
}

static PangoLayout *
create_layout (PangoContext *context,
               const Face   *face)
{
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (FAMILY);
  PangoLayout *layout = pango_layout_new (context);

  pango_font_description_set_weight (description, face->weight);
  pango_font_description_set_absolute_size (description, face->size * PANGO_SCALE);
  pango_layout_set_font_description (layout, description);
  pango_layout_set_single_paragraph_mode (layout, TRUE);

  return layout;
}

DwsTypesetter *
dws_typesetter_new (void)
{
  DwsTypesetter *self = g_new0 (DwsTypesetter, 1);
  cairo_font_options_t *options = cairo_font_options_create ();

  self->font_map = pango_cairo_font_map_new ();
  self->context = pango_font_map_create_context (self->font_map);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (self->context, options);
  pango_context_set_round_glyph_positions (self->context, FALSE);
  cairo_font_options_destroy (options);

  self->surface = cairo_recording_surface_create (CAIRO_CONTENT_ALPHA, NULL);
  self->cr = cairo_create (self->surface);
  self->outlines = g_hash_table_new_full (glyph_hash, glyph_equal, glyph_key_free,
                                          (GDestroyNotify) cairo_path_destroy);

  for (int i = 0; i < DWS_N_FACES; i++)
    {
      self->layouts[i] = create_layout (self->context, &faces[i]);
      self->texts[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, text_free);
    }

  return self;
}

void
dws_typesetter_free (DwsTypesetter *self)
{
  for (int i = 0; i < DWS_N_FACES; i++)
    {
      g_object_unref (self->layouts[i]);
      g_hash_table_unref (self->texts[i]);
    }

  g_hash_table_unref (self->outlines);
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
  g_object_unref (self->context);
  g_object_unref (self->font_map);
  g_free (self);
}

static const cairo_path_t *
outline_of (DwsTypesetter *self,
            PangoFont     *font,
            PangoGlyph     glyph)
{
  const GlyphKey wanted = { font, glyph };
  cairo_path_t *outline = g_hash_table_lookup (self->outlines, &wanted);
  PangoGlyphInfo info = { .glyph = glyph };
  int cluster = 0;
  PangoGlyphString single = { .num_glyphs = 1, .glyphs = &info, .log_clusters = &cluster,
                              .space = 1 };
  GlyphKey *key;

  if (outline != NULL)
    return outline;

  cairo_new_path (self->cr);
  cairo_move_to (self->cr, 0, 0);
  pango_cairo_glyph_string_path (self->cr, font, &single);
  outline = cairo_copy_path (self->cr);

  key = g_new (GlyphKey, 1);
  *key = (GlyphKey) { g_object_ref (font), glyph };
  g_hash_table_insert (self->outlines, key, outline);

  return outline;
}

static void
append_run (DwsTypesetter  *self,
            DwsText        *text,
            PangoGlyphItem *run,
            double          spacing)
{
  PangoGlyphString *glyphs = run->glyphs;

  for (int i = 0; i < glyphs->num_glyphs; i++)
    {
      const PangoGlyphInfo *info = &glyphs->glyphs[i];
      DwsGlyph glyph = { .x = text->width,
                         .advance = info->geometry.width / (double) PANGO_SCALE + spacing };

      text->width += glyph.advance;

      if (info->glyph == PANGO_GLYPH_EMPTY)
        continue;

      glyph.outline = outline_of (self, run->item->analysis.font, info->glyph);
      glyph.x += info->geometry.x_offset / (double) PANGO_SCALE;
      g_array_append_val (text->glyphs, glyph);
    }
}

/**
 * dws_typesetter_set:
 * @self: the typesetter
 * @face: how it is written
 * @text: one line
 *
 * Returns: (transfer none): @text as outlines
 */
const DwsText *
dws_typesetter_set (DwsTypesetter *self,
                    DwsFace        face,
                    const char    *text)
{
  DwsText *set = g_hash_table_lookup (self->texts[face], text);
  PangoLayoutLine *line;

  if (set != NULL)
    return set;

  set = g_new0 (DwsText, 1);
  set->glyphs = g_array_new (FALSE, FALSE, sizeof (DwsGlyph));
  pango_layout_set_text (self->layouts[face], text, -1);
  line = pango_layout_get_line_readonly (self->layouts[face], 0);

  for (GSList *run = line->runs; run != NULL; run = run->next)
    append_run (self, set, run->data, faces[face].spacing);

  g_hash_table_insert (self->texts[face], g_strdup (text), set);

  return set;
}

double
dws_face_size (DwsFace face)
{
  return faces[face].size;
}

gboolean
dws_face_is_slanted (DwsFace face)
{
  return faces[face].slanted;
}
