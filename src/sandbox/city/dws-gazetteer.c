/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-gazetteer-private.h"

#include <math.h>
#include <string.h>

#define ADDRESS_CELL_M 120.0
#define PLACE_CELL_M 400.0
#define SEGMENT_CELL_M 200.0

static void
clear_street (gpointer data)
{
  DwsStreet *street = data;

  dws_words_clear (&street->words);
  g_clear_pointer (&street->addresses, g_array_unref);
}

static void
clear_words (gpointer data)
{
  dws_words_clear (data);
}

static DwsStreet *
ensure_street (DwsGazetteer *self,
               const char   *original,
               const char   *latin)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, original));

  if (index == 0)
    {
      DwsStreet street = {
        .original = original,
        .latin = latin,
        .addresses = g_array_new (FALSE, FALSE, sizeof (guint)),
      };

      dws_words_init (&street.words);
      dws_words_add (&street.words, original);
      street.n_words = MAX (street.words.words->len, 1);
      dws_words_add (&street.words, latin);
      g_array_append_val (self->streets, street);
      index = self->streets->len;
      g_hash_table_insert (self->by_name, (gpointer) original, GUINT_TO_POINTER (index));
    }

  return &g_array_index (self->streets, DwsStreet, index - 1);
}

static void
add_addresses (DwsGazetteer *self,
               DwsCity      *city)
{
  self->n_numbers = city->addresses->len;
  self->numbers = g_new0 (char *, self->n_numbers + 1);

  for (guint i = 0; i < city->addresses->len; i++)
    {
      const DwsAddress *address = &g_array_index (city->addresses, DwsAddress, i);
      DwsStreet *street = ensure_street (self, address->street, address->street_latin);

      g_array_append_val (street->addresses, i);
      street->point = address->point;
      self->numbers[i] = dws_fold_number (address->number);
    }
}

/* A street stands where the middle of its longest way lies. */
static void
add_roads (DwsGazetteer *self,
           DwsCity      *city)
{
  g_autofree guint *longest = g_new0 (guint, city->roads->names->len + 1);

  for (guint i = 0; i < city->roads->roads->len; i++)
    {
      const DwsRoad *road = &g_array_index (city->roads->roads, DwsRoad, i);
      const DwsRoadName *name;
      DwsStreet *street;

      if (road->name == DWS_NO_NAME)
        continue;

      name = &g_array_index (city->roads->names, DwsRoadName, road->name);
      street = ensure_street (self, name->original, name->latin);

      if (road->n_points > longest[road->name])
        {
          longest[road->name] = road->n_points;
          street->point = g_array_index (city->roads->points, DwdPoint,
                                         road->first + road->n_points / 2);
        }
    }
}

static void
complete_streets (DwsGazetteer *self,
                  DwsCity      *city)
{
  for (guint i = 0; i < self->streets->len; i++)
    {
      DwsStreet *street = &g_array_index (self->streets, DwsStreet, i);

      street->zone = dws_city_zone_at (city, &street->point);
      street->weight = MIN (log (1 + street->addresses->len) / log (170), 1);
    }
}

static void
add_places (DwsGazetteer *self,
            DwsCity      *city)
{
  for (guint i = 0; i < city->places->len; i++)
    {
      const DwsPlace *place = &g_array_index (city->places, DwsPlace, i);
      DwsWords words;

      dws_words_init (&words);
      dws_words_add (&words, place->name);
      dws_words_add (&words, place->name_latin);
      dws_words_add (&words, place->category);
      g_array_append_val (self->place_words, words);
    }
}

static DwsBox
box_of_point (const DwdPoint *point)
{
  DwsVec vec;

  dws_plane_project (point, &vec);

  return (DwsBox) { vec.x, vec.y, vec.x, vec.y };
}

static void
index_points (DwsGazetteer *self,
              DwsCity      *city)
{
  guint n = MAX (city->addresses->len, city->places->len);
  g_autofree DwsBox *boxes = g_new (DwsBox, n + 1);

  for (guint i = 0; i < city->addresses->len; i++)
    boxes[i] = box_of_point (&g_array_index (city->addresses, DwsAddress, i).point);

  dws_grid_build (&self->address_grid, ADDRESS_CELL_M, boxes, city->addresses->len);

  for (guint i = 0; i < city->places->len; i++)
    boxes[i] = box_of_point (&g_array_index (city->places, DwsPlace, i).point);

  dws_grid_build (&self->place_grid, PLACE_CELL_M, boxes, city->places->len);
}

static void
index_segments (DwsGazetteer *self,
                DwsCity      *city)
{
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (DwsBox));

  for (guint i = 0; i < city->roads->roads->len; i++)
    {
      const DwsRoad *road = &g_array_index (city->roads->roads, DwsRoad, i);

      for (guint k = 0; road->name != DWS_NO_NAME && k + 1 < road->n_points; k++)
        {
          const DwdPoint *points = &g_array_index (city->roads->points, DwdPoint, road->first + k);
          DwsNamedSegment segment = { i, k };
          DwsBox a = box_of_point (&points[0]);
          DwsBox b = box_of_point (&points[1]);
          DwsBox box = {
            MIN (a.left, b.left), MIN (a.bottom, b.bottom),
            MAX (a.right, b.right), MAX (a.top, b.top),
          };

          g_array_append_val (self->segments, segment);
          g_array_append_val (boxes, box);
        }
    }

  dws_grid_build (&self->segment_grid, SEGMENT_CELL_M, (DwsBox *) (gpointer) boxes->data,
                  boxes->len);
}

/* Builds the indexes over a city whose other parts are loaded; it borrows their strings. */
DwsGazetteer *
dws_gazetteer_new (DwsCity *city)
{
  DwsGazetteer *self = g_new0 (DwsGazetteer, 1);

  self->streets = g_array_new (FALSE, FALSE, sizeof (DwsStreet));
  g_array_set_clear_func (self->streets, clear_street);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->place_words = g_array_new (FALSE, FALSE, sizeof (DwsWords));
  g_array_set_clear_func (self->place_words, clear_words);
  self->segments = g_array_new (FALSE, FALSE, sizeof (DwsNamedSegment));

  add_addresses (self, city);
  add_roads (self, city);
  complete_streets (self, city);
  add_places (self, city);
  index_points (self, city);
  index_segments (self, city);

  return self;
}

void
dws_gazetteer_free (DwsGazetteer *self)
{
  g_array_unref (self->streets);
  g_hash_table_unref (self->by_name);
  g_array_unref (self->place_words);
  g_array_unref (self->segments);
  g_strfreev (self->numbers);
  dws_grid_clear (&self->address_grid);
  dws_grid_clear (&self->place_grid);
  dws_grid_clear (&self->segment_grid);
  g_free (self);
}
