/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-cluster.h"

#include <math.h>
#include <string.h>

/*
 * Divides points into clusters: every point belongs to exactly one, no member is further from the
 * cluster's first member than the radius, and two first members are never nearer than that. The
 * points lie in the cells of a grid as wide as the radius, so a cluster looks at nine cells only; as
 * first members keep their distance, a cell is looked at by a handful of them, and the whole is
 * linear in the number of points, also where thousands coincide.
 *
 * The buffers stay for the next build: an index is rebuilt whenever the zoom level steps.
 */
struct _DwcMapClusterIndex
{
  GArray *clusters;      /* DwcMapCluster */
  GArray *members;       /* guint, positions in the points of the last build */

  guint n_slots;         /* a power of two */
  gint64 *slot_keys;
  gint32 *slot_heads;    /* the cell's first point, or -1 */
  gint32 *next;          /* per point: the cell's next point, or -1 */
  gsize next_size;
};

#define SLOT_FREE G_MININT64

static gint64
cell_key (gint32 column,
          gint32 row)
{
  return (gint64) (((guint64) (guint32) column << 32) | (guint32) row);
}

static gint32 *
find_cell (DwcMapClusterIndex *self,
           gint64              key,
           gboolean            create)
{
  guint64 hash = (guint64) key * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint slot = (guint) (hash >> 32) & (self->n_slots - 1);

  while (self->slot_keys[slot] != SLOT_FREE)
    {
      if (self->slot_keys[slot] == key)
        return &self->slot_heads[slot];
      slot = (slot + 1) & (self->n_slots - 1);
    }

  if (!create)
    return NULL;

  self->slot_keys[slot] = key;
  self->slot_heads[slot] = -1;

  return &self->slot_heads[slot];
}

static void
reserve (DwcMapClusterIndex *self,
         guint               n_points)
{
  guint n_slots = 64;

  while (n_slots < n_points * 2)
    n_slots *= 2;

  if (n_slots > self->n_slots)
    {
      self->n_slots = n_slots;
      self->slot_keys = g_renew (gint64, self->slot_keys, n_slots);
      self->slot_heads = g_renew (gint32, self->slot_heads, n_slots);
    }
  if (n_points > self->next_size)
    {
      self->next_size = n_points;
      self->next = g_renew (gint32, self->next, n_points);
    }

  for (guint i = 0; i < self->n_slots; i++)
    self->slot_keys[i] = SLOT_FREE;
}

static void
fill_cells (DwcMapClusterIndex *self,
            const DwcMapPoint  *points,
            guint               n_points,
            double              radius)
{
  /* Backwards, so that each cell's list runs in the order of the points. */
  for (gint64 i = (gint64) n_points - 1; i >= 0; i--)
    {
      gint32 column = (gint32) floor (points[i].x / radius);
      gint32 row = (gint32) floor (points[i].y / radius);
      gint32 *head = find_cell (self, cell_key (column, row), TRUE);

      self->next[i] = *head;
      *head = (gint32) i;
    }
}

/* Takes the points within the radius of @seed out of one cell and into the cluster. */
static void
absorb_cell (DwcMapClusterIndex *self,
             const DwcMapPoint  *points,
             const DwcMapPoint  *seed,
             gint64              key,
             double              radius,
             DwcMapCluster      *cluster)
{
  gint32 *link = find_cell (self, key, FALSE);

  while (link != NULL && *link >= 0)
    {
      guint i = (guint) * link;
      double dx = points[i].x - seed->x;
      double dy = points[i].y - seed->y;

      if (dx * dx + dy * dy > radius * radius)
        {
          link = &self->next[i];
          continue;
        }

      *link = self->next[i];
      self->next[i] = -2;
      g_array_append_val (self->members, i);
      cluster->x += points[i].x;
      cluster->y += points[i].y;
      cluster->n++;
    }
}

static void
grow_cluster (DwcMapClusterIndex *self,
              const DwcMapPoint  *points,
              guint               seed,
              double              radius)
{
  DwcMapCluster cluster = { .first = self->members->len };
  gint32 column = (gint32) floor (points[seed].x / radius);
  gint32 row = (gint32) floor (points[seed].y / radius);

  for (gint32 dx = -1; dx <= 1; dx++)
    for (gint32 dy = -1; dy <= 1; dy++)
      absorb_cell (self, points, &points[seed], cell_key (column + dx, row + dy), radius, &cluster);

  cluster.x /= cluster.n;
  cluster.y /= cluster.n;
  g_array_append_val (self->clusters, cluster);
}

/**
 * dwc_map_cluster_index_build:
 * @self: an index
 * @points: (array length=n_points): places in world units
 * @n_points: how many
 * @radius: how far from its first member a cluster reaches, in world units; above 1e-9
 *
 * Replaces what the index held. Points earlier in the array come first, so equal points in equal
 * order give equal clusters.
 */
void
dwc_map_cluster_index_build (DwcMapClusterIndex *self,
                             const DwcMapPoint  *points,
                             guint               n_points,
                             double              radius)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (radius > 1e-9);
  g_return_if_fail (n_points < G_MAXINT32 / 4);

  g_array_set_size (self->clusters, 0);
  g_array_set_size (self->members, 0);
  reserve (self, n_points);
  fill_cells (self, points, n_points, radius);

  for (guint i = 0; i < n_points; i++)
    {
      if (self->next[i] != -2)
        grow_cluster (self, points, i, radius);
    }
}

/**
 * dwc_map_cluster_index_get_clusters:
 * @self: an index
 * @n_clusters: (out): how many
 *
 * Returns: (array length=n_clusters) (transfer none): valid until the next build
 */
const DwcMapCluster *
dwc_map_cluster_index_get_clusters (const DwcMapClusterIndex *self,
                                    guint                    *n_clusters)
{
  *n_clusters = self->clusters->len;
  return (const DwcMapCluster *) (void *) self->clusters->data;
}

/**
 * dwc_map_cluster_index_get_members:
 * @self: an index
 *
 * Returns: (transfer none): positions in the points of the last build, cluster after cluster
 */
const guint *
dwc_map_cluster_index_get_members (const DwcMapClusterIndex *self)
{
  return (const guint *) (void *) self->members->data;
}

/**
 * dwc_map_cluster_index_new:
 *
 * Returns: (transfer full): an empty index
 */
DwcMapClusterIndex *
dwc_map_cluster_index_new (void)
{
  DwcMapClusterIndex *self = g_new0 (DwcMapClusterIndex, 1);

  self->clusters = g_array_new (FALSE, FALSE, sizeof (DwcMapCluster));
  self->members = g_array_new (FALSE, FALSE, sizeof (guint));

  return self;
}

/**
 * dwc_map_cluster_index_free:
 * @self: (transfer full): an index
 */
void
dwc_map_cluster_index_free (DwcMapClusterIndex *self)
{
  g_array_unref (self->clusters);
  g_array_unref (self->members);
  g_free (self->slot_keys);
  g_free (self->slot_heads);
  g_free (self->next);
  g_free (self);
}
