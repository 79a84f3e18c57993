/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-labels.h"

#include <math.h>
#include <string.h>

#include "dws-chains.h"
#include "dws-latin.h"
#include "dws-layout.h"

#define N_ZOOMS (DWS_TILES_MAX_ZOOM - DWS_TILES_MIN_ZOOM + 1)

struct _DwsLabeller
{
  DwsMap *map;                     /* borrowed: it lives longer */
  GMutex lock;                     /* of everything below */
  DwsTypesetter *typesetter;       /* (owned) */
  GPtrArray *streets;              /* (owned): of DwsChain */
  GPtrArray *refs;                 /* (owned) */
  GPtrArray *waterways;            /* (owned) */
  DwsLabels *zooms[N_ZOOMS];       /* (owned) (nullable) */
};

static void
labels_free (DwsLabels *labels)
{
  g_array_unref (labels->labels);
  g_array_unref (labels->letters);
  dws_grid_clear (&labels->grid);
  g_free (labels);
}

/**
 * dws_labeller_new:
 * @map: the map; it must live longer
 *
 * Returns: (transfer full): a labeller with no zoom laid out yet
 */
DwsLabeller *
dws_labeller_new (DwsMap *map)
{
  DwsLabeller *self = g_new0 (DwsLabeller, 1);

  self->map = map;
  self->typesetter = dws_typesetter_new ();
  self->streets = dws_chains_of_streets (map);
  self->refs = dws_chains_of_refs (map);
  self->waterways = dws_chains_of_waterways (map);
  g_mutex_init (&self->lock);

  return self;
}

void
dws_labeller_free (DwsLabeller *self)
{
  for (int i = 0; i < N_ZOOMS; i++)
    g_clear_pointer (&self->zooms[i], labels_free);

  g_ptr_array_unref (self->streets);
  g_ptr_array_unref (self->refs);
  g_ptr_array_unref (self->waterways);
  dws_typesetter_free (self->typesetter);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
world_position (DwsLayout      *layout,
                const DwdPoint *point,
                double         *x,
                double         *y)
{
  dwd_point_to_mercator (point, x, y);
  *x *= layout->world;
  *y *= layout->world;
}

/* ---- settlements ---- */

static const struct
{
  const char *category;
  DwsFace face;
  int from;
  int to;
} settlements[] = {
  { "city", DWS_FACE_CITY, 9, 12 },
  { "village", DWS_FACE_SUBURB, 10, 15 },
  { "suburb", DWS_FACE_SUBURB, 12, 16 },
  { "neighbourhood", DWS_FACE_QUARTER, 14, 17 },
};

static gboolean
is_settlement (const DwsPlace *place)
{
  for (gsize i = 0; i < G_N_ELEMENTS (settlements); i++)
    if (strcmp (settlements[i].category, place->category) == 0)
      return TRUE;

  return FALSE;
}

static void
label_settlements (DwsLabeller *self,
                   DwsLayout   *layout)
{
  GArray *places = self->map->city->places;

  for (guint i = 0; i < places->len; i++)
    {
      const DwsPlace *place = &g_array_index (places, DwsPlace, i);

      for (gsize k = 0; k < G_N_ELEMENTS (settlements); k++)
        {
          double x;
          double y;

          if (strcmp (settlements[k].category, place->category) != 0 ||
              layout->zoom < settlements[k].from || layout->zoom > settlements[k].to)
            continue;

          world_position (layout, &place->point, &x, &y);

          if (!dws_layout_is_repeat (layout, place->name_latin, x, y, 200))
            dws_layout_block (layout, DWS_INK_PLACE, settlements[k].face, place->name_latin, x, y,
                              110);
        }
    }
}

/* ---- lines ---- */

static void
label_waterways (DwsLabeller *self,
                 DwsLayout   *layout)
{
  for (guint i = 0; i < self->waterways->len; i++)
    {
      const DwsChain *chain = g_ptr_array_index (self->waterways, i);

      if (layout->zoom >= (chain->kind == DWS_LINE_RIVER ? 12 : 14))
        dws_layout_along (layout, DWS_INK_WATER, DWS_FACE_WATER, chain->name, chain->points, 420);
    }
}

static void
label_refs (DwsLabeller *self,
            DwsLayout   *layout)
{
  if (layout->zoom < 10 || layout->zoom > 15)
    return;

  for (guint i = 0; i < self->refs->len; i++)
    {
      const DwsChain *chain = g_ptr_array_index (self->refs, i);

      dws_layout_shields (layout, chain->name, chain->points, 300);
    }
}

static void
label_streets (DwsLabeller *self,
               DwsLayout   *layout)
{
  for (guint i = 0; i < self->streets->len; i++)
    {
      const DwsChain *chain = g_ptr_array_index (self->streets, i);
      DwsFace face = chain->kind <= DWS_ROAD_SECONDARY ? DWS_FACE_AVENUE
                     : chain->kind <= DWS_ROAD_RESIDENTIAL ? DWS_FACE_STREET : DWS_FACE_LANE;
      int from = chain->kind <= DWS_ROAD_PRIMARY ? 13 : chain->kind == DWS_ROAD_SECONDARY ? 14
                 : chain->kind <= DWS_ROAD_RESIDENTIAL ? 15 : 16;

      if (layout->zoom >= from)
        dws_layout_along (layout, DWS_INK_STREET, face, chain->name, chain->points,
                          layout->zoom >= 17 ? 380 : 300);
    }
}

/* ---- areas ---- */

/* Where a name fits best in an area: the middle of its widest stretch at half its height. */
static gboolean
find_middle (DwsLayer       *layer,
             const DwsShape *shape,
             DwsVec         *middle,
             double         *width)
{
  g_autoptr (GArray) crossings = g_array_new (FALSE, FALSE, sizeof (double));
  double y = (shape->box.bottom + shape->box.top) / 2;
  guint start = shape->first;

  for (guint i = 0; i < shape->n_rings; i++)
    {
      guint end = g_array_index (layer->rings, guint, shape->first_ring + i);

      for (guint k = start; k + 1 < end; k++)
        {
          const DwsVec *a = &g_array_index (layer->points, DwsVec, k);
          const DwsVec *b = &g_array_index (layer->points, DwsVec, k + 1);
          double x;

          if ((a->y <= y) == (b->y <= y))
            continue;

          x = a->x + (b->x - a->x) * (y - a->y) / (b->y - a->y);

          /* Kept in order; an outline crosses a line few times. */
          {
            guint at = 0;

            while (at < crossings->len && g_array_index (crossings, double, at) < x)
              at++;

            g_array_insert_val (crossings, at, x);
          }
        }

      start = end;
    }

  *width = 0;

  for (guint i = 0; i + 1 < crossings->len; i += 2)
    {
      double left = g_array_index (crossings, double, i);
      double right = g_array_index (crossings, double, i + 1);

      if (right - left > *width)
        {
          *width = right - left;
          *middle = (DwsVec) { (left + right) / 2, y };
        }
    }

  return *width > 0;
}

static gboolean
ink_of_area (int      kind,
             int      zoom,
             DwsInk  *ink,
             DwsFace *face)
{
  if (kind == DWS_AREA_WATER)
    {
      *ink = DWS_INK_WATER;
      *face = DWS_FACE_WATER;
      return zoom >= 12;
    }

  if (kind >= DWS_AREA_PARK && kind <= DWS_AREA_CEMETERY)
    {
      *ink = DWS_INK_GREEN;
      *face = DWS_FACE_GREEN;
      return zoom >= 14;
    }

  *ink = DWS_INK_GROUND;
  *face = DWS_FACE_PLACE;

  return zoom >= 16 && kind < DWS_LINE_RIVER &&
         kind != DWS_AREA_RESIDENTIAL && kind != DWS_AREA_PARKING;
}

static void
label_areas (DwsLabeller *self,
             DwsLayout   *layout)
{
  DwsLayer *layer = &self->map->areas;

  for (guint i = 0; i < layer->shapes->len; i++)
    {
      const DwsShape *shape = &g_array_index (layer->shapes, DwsShape, i);
      DwsInk ink;
      DwsFace face;
      DwsVec middle;
      double width;

      if (shape->name == NULL || !ink_of_area (shape->kind, layout->zoom, &ink, &face) ||
          shape->area * layout->world * layout->world < 3600 ||
          !find_middle (layer, shape, &middle, &width) ||
          width * layout->world < 44)
        continue;

      if (!dws_layout_is_repeat (layout, shape->name, middle.x * layout->world,
                                 middle.y * layout->world, 300))
        dws_layout_block (layout, ink, face, shape->name, middle.x * layout->world,
                          middle.y * layout->world,
                          CLAMP (width * layout->world, 70, 130));
    }
}

/* ---- places and houses ---- */

static const struct
{
  const char *category;
  DwsInk ink;
  int from;
} places_shown[] = {
  { "transport", DWS_INK_CAR, 15 },
  { "hospital", DWS_INK_CARE, 16 },
  { "university", DWS_INK_PUBLIC, 16 },
  { "culture", DWS_INK_PUBLIC, 16 },
  { "attraction", DWS_INK_PUBLIC, 16 },
  { "mall", DWS_INK_SHOP, 16 },
  { "government", DWS_INK_PUBLIC, 17 },
  { "embassy", DWS_INK_PUBLIC, 17 },
  { "worship", DWS_INK_PUBLIC, 17 },
  { "police", DWS_INK_PUBLIC, 17 },
  { "fire_station", DWS_INK_PUBLIC, 17 },
  { "post_office", DWS_INK_PUBLIC, 17 },
  { "school", DWS_INK_PUBLIC, 17 },
  { "college", DWS_INK_PUBLIC, 17 },
  { "hotel", DWS_INK_EAT, 17 },
  { "market", DWS_INK_SHOP, 17 },
  { "supermarket", DWS_INK_SHOP, 17 },
  { "clinic", DWS_INK_CARE, 17 },
  { "fuel", DWS_INK_CAR, 17 },
  { "sport", DWS_INK_PUBLIC, 17 },
  { "kindergarten", DWS_INK_PUBLIC, 18 },
  { "restaurant", DWS_INK_EAT, 18 },
  { "cafe", DWS_INK_EAT, 18 },
  { "bar", DWS_INK_EAT, 18 },
  { "pharmacy", DWS_INK_CARE, 18 },
  { "bank", DWS_INK_PUBLIC, 18 },
  { "office", DWS_INK_PUBLIC, 18 },
  { "industrial", DWS_INK_PUBLIC, 18 },
  { "shop", DWS_INK_SHOP, 18 },
  { "car_service", DWS_INK_CAR, 18 },
};

static void
label_places_of (DwsLabeller *self,
                 DwsLayout   *layout,
                 const char  *category,
                 DwsInk       ink)
{
  GArray *places = self->map->city->places;

  for (guint i = 0; i < places->len; i++)
    {
      const DwsPlace *place = &g_array_index (places, DwsPlace, i);
      double x;
      double y;

      if (is_settlement (place) || strcmp (place->category, category) != 0)
        continue;

      world_position (layout, &place->point, &x, &y);

      if (!dws_layout_is_repeat (layout, place->name_latin, x, y, 240))
        dws_layout_dot (layout, ink, DWS_FACE_PLACE, place->name_latin, x, y);
    }
}

/* What matters most takes its room first, whatever the order of the file. */
static void
label_places (DwsLabeller *self,
              DwsLayout   *layout)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places_shown); i++)
    if (layout->zoom >= places_shown[i].from)
      label_places_of (self, layout, places_shown[i].category, places_shown[i].ink);
}

static void
label_houses (DwsLabeller *self,
              DwsLayout   *layout)
{
  GArray *addresses = self->map->city->addresses;
  g_autoptr (GString) number = g_string_new (NULL);

  if (layout->zoom < 17)
    return;

  for (guint i = 0; i < addresses->len; i++)
    {
      const DwsAddress *address = &g_array_index (addresses, DwsAddress, i);
      double x;
      double y;

      /* A few are lists or notes, and no number that one could read from the street. */
      if (strlen (address->number) > 9)
        continue;

      g_string_truncate (number, 0);
      dws_append_latin (number, address->number);
      world_position (layout, &address->point, &x, &y);
      dws_layout_block (layout, DWS_INK_NUMBER, DWS_FACE_NUMBER, number->str, x, y, 200);
    }
}

static DwsLabels *
lay_out (DwsLabeller *self,
         int          zoom)
{
  DwsLayout layout;

  dws_layout_init (&layout, self->typesetter, zoom);
  label_settlements (self, &layout);
  label_refs (self, &layout);
  label_waterways (self, &layout);
  label_streets (self, &layout);
  label_areas (self, &layout);
  label_places (self, &layout);
  label_houses (self, &layout);

  return dws_layout_finish (&layout);
}

/**
 * dws_labeller_get:
 * @self: the labeller
 * @zoom: %DWS_TILES_MIN_ZOOM to %DWS_TILES_MAX_ZOOM
 *
 * Lays the labels of @zoom out, unless that was done before. Others wait meanwhile: the same layout
 * made twice would cost both more than the wait.
 *
 * Returns: (transfer none): the labels, which live as long as @self
 */
DwsLabels *
dws_labeller_get (DwsLabeller *self,
                  int          zoom)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  DwsLabels **labels = &self->zooms[zoom - DWS_TILES_MIN_ZOOM];

  if (*labels == NULL)
    *labels = lay_out (self, zoom);

  return *labels;
}
