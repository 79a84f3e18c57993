/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-layout.h"

#include <math.h>

#include "dwc-map-cluster.h"
#include "dwc-map-occupancy.h"
#include "dwc-map-words.h"

/*
 * Decides what is drawn where: which jobs and technicians are one symbol, what each looks like, and
 * which of them keep their label. Frames in between only project and paint.
 *
 * Clusters are made per whole zoom level and only again when jobs, filter or selection change; the
 * symbols of the view and a margin round it are made again when any of that, the positions or the
 * scale of the map change, or a pan has left the margin.
 */
struct _DwcMapLayout
{
  DwcMapClusterIndex *jobs_index;      /* (owned) */
  DwcMapClusterIndex *people_index;    /* (owned) */
  GArray *points;                      /* DwcMapPoint, scratch */
  GArray *job_of_point;                /* guint: position in the scene's jobs */
  GArray *person_of_point;             /* guint: position in the scene's people */
  GArray *items;                       /* DwcMapItem, by rising rank: the last is on top */
  GArray *members;                     /* guint */
  GArray *by_label;                    /* guint, scratch: items in the order of their labels */
  DwcMapOccupancy occupancy;

  char *selected_job;                      /* (nullable) */
  char *selected_employee;                 /* (nullable) */
  DwcMapProjection projection;             /* of the last update */
  int zoom;                                /* the whole level that the clusters are for */
  DwcMapChange pending;
  gboolean selection_changed;
};

/* Pins nearer than this, in pixels, are one symbol; technicians only when their discs hide each
 * other, because who they are matters more. */
#define JOBS_RADIUS 38.0
#define PEOPLE_RADIUS 15.0

/* Half the height and width of a pin, a technician's disc and a numbered disc. */
#define PIN_REACH 16.0
#define PERSON_REACH 16.0
#define DISC_REACH 20.0
#define PIN_MIDDLE 17.0

static int
compare_rank (gconstpointer a,
              gconstpointer b)
{
  const DwcMapItem *first = a;
  const DwcMapItem *second = b;

  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;
  /* Of equals, the southern one lies over the northern one. */
  return (first->place.y > second->place.y) - (first->place.y < second->place.y);
}

static int
zoom_of (const DwcMapProjection *projection)
{
  /* The whole level below: between two levels the map is larger than clusters were made for, so
   * they may be too coarse for a moment, but never cover each other. */
  return (int) floor (log2 (projection->world / DWC_MAP_TILE_SIZE) + 1e-6);
}

static gboolean
is_visible (const DwcMapLayout *self,
            double              x,
            double              y)
{
  double widget_x, widget_y;

  dwc_map_projection_to_widget (&self->projection, x, y, &widget_x, &widget_y);

  return widget_x >= -DWC_MAP_LAYOUT_MARGIN && widget_y >= -DWC_MAP_LAYOUT_MARGIN &&
         widget_x <= self->projection.width + DWC_MAP_LAYOUT_MARGIN &&
         widget_y <= self->projection.height + DWC_MAP_LAYOUT_MARGIN;
}

static void
index_jobs (DwcMapLayout *self,
            DwcMapScene  *scene)
{
  guint n_jobs, selected = G_MAXUINT;
  const DwcMapJob *jobs = dwc_map_scene_get_jobs (scene, &n_jobs);

  dwc_map_scene_find_job (scene, self->selected_job, &selected);
  g_array_set_size (self->points, 0);
  g_array_set_size (self->job_of_point, 0);
  for (guint i = 0; i < n_jobs; i++)
    {
      /* The selected job is always a symbol of its own. */
      if (i == selected || !dwc_map_scene_shows_status (scene, dwd_job_get_status (jobs[i].job)))
        continue;
      g_array_append_val (self->points, jobs[i].place);
      g_array_append_val (self->job_of_point, i);
    }

  dwc_map_cluster_index_build (self->jobs_index, (const DwcMapPoint *) (void *) self->points->data,
                               self->points->len, JOBS_RADIUS / dwc_map_world_at_zoom (self->zoom));
}

static void
index_people (DwcMapLayout *self,
              DwcMapScene  *scene)
{
  guint n_people, selected = G_MAXUINT;
  const DwcMapPerson *people = dwc_map_scene_get_people (scene, &n_people);

  dwc_map_scene_find_person (scene, self->selected_employee, &selected);
  g_array_set_size (self->points, 0);
  g_array_set_size (self->person_of_point, 0);
  for (guint i = 0; i < n_people && dwc_map_scene_shows_people (scene); i++)
    {
      if (i == selected || !dwc_map_person_is_placed (&people[i]))
        continue;
      g_array_append_val (self->points, people[i].glide.to);
      g_array_append_val (self->person_of_point, i);
    }

  dwc_map_cluster_index_build (self->people_index, (const DwcMapPoint *) (void *) self->points->data,
                               self->points->len, PEOPLE_RADIUS / dwc_map_world_at_zoom (self->zoom));
}

static guint
rank_of_job (DwdJob *job)
{
  gboolean unassigned = dwd_job_get_status (job) == DWD_JOB_STATUS_UNASSIGNED;

  if (!dwd_job_is_open (job))
    return 200;

  switch (dwd_job_get_priority (job))
    {
    case DWD_PRIORITY_URGENT:
      return unassigned ? DWC_MAP_RANK_URGENT + 50 : DWC_MAP_RANK_URGENT;

    case DWD_PRIORITY_HIGH:
      return unassigned ? 550 : 450;

    case DWD_PRIORITY_UNKNOWN:
    case DWD_PRIORITY_LOW:
    case DWD_PRIORITY_NORMAL:
    default:
      return unassigned ? 430 : 400;
    }
}

static DwcRole
heat_of (const DwcMapPerson *person)
{
  return dwc_palette_role_of_lateness (person->lateness_us);
}

static guint
rank_of_person (const DwcMapPerson *person)
{
  switch (person->presence)
    {
    case DWC_MAP_PRESENCE_OFF:
      return 250;

    case DWC_MAP_PRESENCE_STALE:
      return 620;

    case DWC_MAP_PRESENCE_LIVE:
    default:
      switch ((int) heat_of (person))
        {
        case DWC_ROLE_HEAT_3:
          return DWC_MAP_RANK_LATE + 100;

        case DWC_ROLE_HEAT_2:
          return DWC_MAP_RANK_LATE + 50;

        case DWC_ROLE_HEAT_1:
          return DWC_MAP_RANK_LATE;

        default:
          return 600;
        }
    }
}

static DwcMapChip
chip_kind_of (const DwcMapPerson *person)
{
  if (person->presence != DWC_MAP_PRESENCE_LIVE)
    return DWC_MAP_CHIP_DIM;

  switch ((int) heat_of (person))
    {
    case DWC_ROLE_HEAT_1:
      return DWC_MAP_CHIP_HEAT_1;

    case DWC_ROLE_HEAT_2:
      return DWC_MAP_CHIP_HEAT_2;

    case DWC_ROLE_HEAT_3:
      return DWC_MAP_CHIP_HEAT_3;

    default:
      return DWC_MAP_CHIP_PLAIN;
    }
}

static void
add_job (DwcMapLayout *self,
         DwcMapScene  *scene,
         DwcMapArt    *art,
         guint         position,
         gboolean      selected)
{
  guint n_jobs;
  const DwcMapJob *job = &dwc_map_scene_get_jobs (scene, &n_jobs)[position];
  DwcMapItem item = {
    .kind = DWC_MAP_ITEM_JOB,
    .first = self->members->len,
    .n = 1,
    .place = job->place,
  };

  item.rank = selected ? DWC_MAP_RANK_SELECTED : rank_of_job (job->job);
  item.body = dwc_map_art_pin (art, dwd_job_get_status (job->job), dwd_job_get_priority (job->job),
                               dwd_job_get_marks (job->job), selected);
  g_array_append_val (self->members, position);
  g_array_append_val (self->items, item);
}

static void
add_person (DwcMapLayout *self,
            DwcMapScene  *scene,
            DwcMapArt    *art,
            guint         position,
            gboolean      selected)
{
  guint n_people;
  const DwcMapPerson *person = &dwc_map_scene_get_people (scene, &n_people)[position];
  DwcMapItem item = {
    .kind = DWC_MAP_ITEM_PERSON,
    .first = self->members->len,
    .n = 1,
    .place = person->glide.to,
  };

  item.rank = selected ? DWC_MAP_RANK_SELECTED : rank_of_person (person);
  item.body = dwc_map_art_technician (art, dwd_technician_get_initials (person->technician),
                                      person->presence, heat_of (person), selected);
  if (person->presence == DWC_MAP_PRESENCE_LIVE && !isnan (person->position.heading))
    item.wedge = dwc_map_art_wedge (art, heat_of (person), person->position.heading);
  g_array_append_val (self->members, position);
  g_array_append_val (self->items, item);
}

static void
add_jobs (DwcMapLayout        *self,
          DwcMapScene         *scene,
          DwcMapArt           *art,
          const DwcMapCluster *cluster,
          const guint         *points)
{
  guint n_jobs, counts[DWC_N_ROLES] = { 0 };
  const DwcMapJob *jobs = dwc_map_scene_get_jobs (scene, &n_jobs);
  DwcMapItem item = {
    .kind = DWC_MAP_ITEM_JOBS,
    .first = self->members->len,
    .n = cluster->n,
    .place = { cluster->x, cluster->y },
    .rank = 300,
  };

  for (guint i = 0; i < cluster->n; i++)
    {
      guint position = g_array_index (self->job_of_point, guint, points[i]);
      DwdJob *job = jobs[position].job;

      counts[dwc_palette_role_of_status (dwd_job_get_status (job))]++;
      if (dwd_job_is_open (job))
        item.rank = MAX (item.rank, rank_of_job (job) == DWC_MAP_RANK_URGENT + 50 ? 500 : 310);
      g_array_append_val (self->members, position);
    }

  item.body = dwc_map_art_cluster (art, counts);
  g_array_append_val (self->items, item);
}

static void
add_people (DwcMapLayout        *self,
            DwcMapScene         *scene,
            DwcMapArt           *art,
            const DwcMapCluster *cluster,
            const guint         *points)
{
  guint n_people, counts[DWC_N_ROLES] = { 0 };
  const DwcMapPerson *people = dwc_map_scene_get_people (scene, &n_people);
  DwcMapItem item = {
    .kind = DWC_MAP_ITEM_PEOPLE,
    .first = self->members->len,
    .n = cluster->n,
    .place = { cluster->x, cluster->y },
  };

  for (guint i = 0; i < cluster->n; i++)
    {
      guint position = g_array_index (self->person_of_point, guint, points[i]);
      const DwcMapPerson *person = &people[position];

      counts[person->presence == DWC_MAP_PRESENCE_LIVE ? heat_of (person) : DWC_ROLE_DRAFT]++;
      item.rank = MAX (item.rank, rank_of_person (person));
      g_array_append_val (self->members, position);
    }

  item.body = dwc_map_art_crowd (art, counts);
  g_array_append_val (self->items, item);
}

static void
add_items (DwcMapLayout *self,
           DwcMapScene  *scene,
           DwcMapArt    *art)
{
  guint n_clusters, position;
  const DwcMapCluster *clusters = dwc_map_cluster_index_get_clusters (self->jobs_index, &n_clusters);
  const guint *points = dwc_map_cluster_index_get_members (self->jobs_index);

  for (guint i = 0; i < n_clusters; i++)
    {
      if (!is_visible (self, clusters[i].x, clusters[i].y))
        continue;
      if (clusters[i].n == 1)
        add_job (self, scene, art, g_array_index (self->job_of_point, guint, points[clusters[i].first]), FALSE);
      else
        add_jobs (self, scene, art, &clusters[i], points + clusters[i].first);
    }

  clusters = dwc_map_cluster_index_get_clusters (self->people_index, &n_clusters);
  points = dwc_map_cluster_index_get_members (self->people_index);
  for (guint i = 0; i < n_clusters; i++)
    {
      if (!is_visible (self, clusters[i].x, clusters[i].y))
        continue;
      if (clusters[i].n == 1)
        add_person (self, scene, art, g_array_index (self->person_of_point, guint, points[clusters[i].first]),
                    FALSE);
      else
        add_people (self, scene, art, &clusters[i], points + clusters[i].first);
    }

  if (dwc_map_scene_find_job (scene, self->selected_job, &position))
    add_job (self, scene, art, position, TRUE);
  if (dwc_map_scene_find_person (scene, self->selected_employee, &position))
    {
      guint n_people;

      if (dwc_map_person_is_placed (&dwc_map_scene_get_people (scene, &n_people)[position]))
        add_person (self, scene, art, position, TRUE);
    }
}

/* The text under a symbol, or NULL. */
static char *
dup_chip_text (DwcMapLayout     *self,
               DwcMapScene      *scene,
               const DwcMapItem *item,
               DwcMapChip       *kind)
{
  guint n, position = g_array_index (self->members, guint, item->first);

  *kind = DWC_MAP_CHIP_PLAIN;
  switch (item->kind)
    {
    case DWC_MAP_ITEM_PERSON:
      {
        const DwcMapPerson *person = &dwc_map_scene_get_people (scene, &n)[position];

        *kind = chip_kind_of (person);
        return dwc_map_words_dup_chip (person, dwc_map_scene_get_now (scene));
      }

    case DWC_MAP_ITEM_JOB:
      if (item->rank < DWC_MAP_RANK_URGENT)
        return NULL;
      return g_strdup (dwd_job_get_short_name (dwc_map_scene_get_jobs (scene, &n)[position].job));

    case DWC_MAP_ITEM_JOBS:
    case DWC_MAP_ITEM_PEOPLE:
    default:
      return NULL;
    }
}

/* The middle of what is drawn, in pixels of the view. */
static void
middle_of (const DwcMapLayout *self,
           const DwcMapItem   *item,
           double             *x,
           double             *y)
{
  dwc_map_projection_to_widget (&self->projection, item->place.x, item->place.y, x, y);
  *x += item->shift_x;
  *y += item->shift_y;
  if (item->kind == DWC_MAP_ITEM_JOB)
    *y -= PIN_MIDDLE;
}

static double
reach_of (const DwcMapItem *item)
{
  switch (item->kind)
    {
    case DWC_MAP_ITEM_JOB:
      return PIN_REACH;

    case DWC_MAP_ITEM_PERSON:
      return item->rank == DWC_MAP_RANK_SELECTED ? DISC_REACH : PERSON_REACH;

    case DWC_MAP_ITEM_JOBS:
    case DWC_MAP_ITEM_PEOPLE:
    default:
      return DISC_REACH;
    }
}

/* Who works at a job stands on its very place. The pin points there; the technician is drawn beside
 * it, so that neither hides the other. Who drives by is not pushed about. */
static void
step_aside (DwcMapLayout *self,
            DwcMapItem   *person,
            const GArray *jobs)
{
  double x, y;

  middle_of (self, person, &x, &y);
  for (guint i = 0; i < jobs->len; i++)
    {
      const DwcMapItem *job = &g_array_index (self->items, DwcMapItem, g_array_index (jobs, guint, i));
      double job_x, job_y, dx, dy, distance, least;

      middle_of (self, job, &job_x, &job_y);
      dx = x - job_x;
      dy = y - job_y;
      least = reach_of (job) + PERSON_REACH;
      if (fabs (dx) >= least || fabs (dy) >= least)
        continue;
      distance = hypot (dx, dy);
      if (distance >= least)
        continue;

      /* Away from it; from its very middle, down. */
      if (distance < 1)
        {
          dx = 0;
          dy = 1;
          distance = 1;
        }
      person->shift_x = (float) (dx / distance * (least - distance));
      person->shift_y = (float) (dy / distance * (least - distance));
      return;
    }
}

static void
make_room (DwcMapLayout *self)
{
  g_autoptr (GArray) jobs = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->items->len; i++)
    {
      const DwcMapItem *item = &g_array_index (self->items, DwcMapItem, i);

      if (item->kind == DWC_MAP_ITEM_JOB || item->kind == DWC_MAP_ITEM_JOBS)
        g_array_append_val (jobs, i);
    }

  for (guint i = 0; i < self->items->len; i++)
    {
      DwcMapItem *item = &g_array_index (self->items, DwcMapItem, i);

      if (item->kind == DWC_MAP_ITEM_PERSON && item->wedge == NULL)
        step_aside (self, item, jobs);
    }
}

static void
cover_symbol (DwcMapLayout     *self,
              const DwcMapItem *item)
{
  double reach = reach_of (item) - 2;
  double x, y;

  middle_of (self, item, &x, &y);
  dwc_map_occupancy_cover (&self->occupancy, x - reach, y - reach, 2 * reach, 2 * reach,
                           DWC_MAP_COVER_SYMBOL);
}

/* Takes the first free of four places round the symbol: below, right, left, above. */
static gboolean
find_chip_place (DwcMapLayout *self,
                 DwcMapItem   *item,
                 double        width,
                 double        height,
                 DwcMapCover   in_the_way)
{
  double reach = reach_of (item);
  double middle = item->kind == DWC_MAP_ITEM_JOB ? -PIN_MIDDLE : 0;
  double below = item->kind == DWC_MAP_ITEM_JOB ? 4 : reach + 2;
  const double places[4][2] = {
    { 0, below },
    { reach + 4 + width / 2, middle - height / 2 },
    { -(reach + 4 + width / 2), middle - height / 2 },
    { 0, middle - reach - 4 - height },
  };
  double x, y;

  dwc_map_projection_to_widget (&self->projection, item->place.x, item->place.y, &x, &y);
  x += item->shift_x;
  y += item->shift_y;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (!dwc_map_occupancy_is_free (&self->occupancy, x + places[i][0] - width / 2, y + places[i][1],
                                      width, height, in_the_way))
        continue;

      item->chip_x = (float) places[i][0];
      item->chip_y = (float) places[i][1];
      dwc_map_occupancy_cover (&self->occupancy, x + places[i][0] - width / 2, y + places[i][1], width,
                               height, DWC_MAP_COVER_CHIP);
      return TRUE;
    }

  return FALSE;
}

static void
place_chip (DwcMapLayout *self,
            DwcMapScene  *scene,
            DwcMapArt    *art,
            DwcMapItem   *item)
{
  DwcMapChip kind;
  g_autofree char *text = dup_chip_text (self, scene, item, &kind);
  double width, height;

  if (text == NULL)
    return;

  dwc_map_art_measure_chip (art, text, &width, &height);
  if (find_chip_place (self, item, width, height, DWC_MAP_COVER_CHIP | DWC_MAP_COVER_SYMBOL) ||
      (item->rank >= DWC_MAP_RANK_URGENT &&
       find_chip_place (self, item, width, height, DWC_MAP_COVER_CHIP)))
    item->chip = dwc_map_art_chip (art, text, kind);
}

/* Late technicians come first, before the selection even, then the rest by rank. */
static guint
label_rank (const DwcMapItem *item)
{
  if (item->rank == DWC_MAP_RANK_SELECTED)
    return DWC_MAP_RANK_LATE - 1;

  return item->rank;
}

static int
compare_label (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const DwcMapItem *items = user_data;
  guint first = label_rank (&items[*(const guint *) a]);
  guint second = label_rank (&items[*(const guint *) b]);

  if (first != second)
    return first > second ? -1 : 1;

  return *(const guint *) a < *(const guint *) b ? -1 : 1;
}

static void
place_chips (DwcMapLayout *self,
             DwcMapScene  *scene,
             DwcMapArt    *art)
{
  DwcMapItem *items = (DwcMapItem *) (void *) self->items->data;

  dwc_map_occupancy_reset (&self->occupancy, -DWC_MAP_LAYOUT_MARGIN, -DWC_MAP_LAYOUT_MARGIN,
                           self->projection.width + 2 * DWC_MAP_LAYOUT_MARGIN,
                           self->projection.height + 2 * DWC_MAP_LAYOUT_MARGIN);
  g_array_set_size (self->by_label, 0);
  for (guint i = 0; i < self->items->len; i++)
    {
      cover_symbol (self, &items[i]);
      g_array_append_val (self->by_label, i);
    }

  g_array_sort_with_data (self->by_label, compare_label, items);
  for (guint i = 0; i < self->by_label->len; i++)
    place_chip (self, scene, art, &items[g_array_index (self->by_label, guint, i)]);
}

static gboolean
projection_holds (const DwcMapLayout     *self,
                  const DwcMapProjection *projection)
{
  double dx = (projection->centre_x - self->projection.centre_x) * projection->world;
  double dy = (projection->centre_y - self->projection.centre_y) * projection->world;

  /* Half the margin, because a symbol reaches into the view from outside. */
  return projection->world == self->projection.world && projection->width == self->projection.width &&
         projection->height == self->projection.height &&
         fabs (dx) < DWC_MAP_LAYOUT_MARGIN * 0.75 && fabs (dy) < DWC_MAP_LAYOUT_MARGIN * 0.75;
}

/**
 * dwc_map_layout_update:
 * @self: the layout
 * @scene: what there is
 * @art: its drawings, prepared
 * @art_changed: whether earlier drawings are gone
 * @projection: the view
 *
 * Does as much of the work as what changed since the last update asks for.
 *
 * Returns: whether items are new
 */
gboolean
dwc_map_layout_update (DwcMapLayout           *self,
                       DwcMapScene            *scene,
                       DwcMapArt              *art,
                       gboolean                art_changed,
                       const DwcMapProjection *projection)
{
  int zoom = zoom_of (projection);
  gboolean rezoomed = zoom != self->zoom;

  if (!art_changed && self->pending == 0 && !self->selection_changed &&
      projection_holds (self, projection))
    return FALSE;

  self->zoom = zoom;
  self->projection = *projection;
  if (rezoomed || self->selection_changed || (self->pending & DWC_MAP_CHANGE_JOBS))
    index_jobs (self, scene);
  if (rezoomed || self->selection_changed ||
      (self->pending & (DWC_MAP_CHANGE_POSITIONS | DWC_MAP_CHANGE_PEOPLE)))
    index_people (self, scene);
  self->pending = 0;
  self->selection_changed = FALSE;

  g_array_set_size (self->items, 0);
  g_array_set_size (self->members, 0);
  add_items (self, scene, art);
  g_array_sort (self->items, compare_rank);
  make_room (self);
  place_chips (self, scene, art);

  return TRUE;
}

/**
 * dwc_map_layout_note:
 * @self: the layout
 * @changes: what changed in the scene
 */
void
dwc_map_layout_note (DwcMapLayout *self,
                     DwcMapChange  changes)
{
  self->pending |= changes;
}

/**
 * dwc_map_layout_select:
 * @self: the layout
 * @job: (nullable): the selected job
 * @employee: (nullable): the selected technician
 */
void
dwc_map_layout_select (DwcMapLayout *self,
                       const char   *job,
                       const char   *employee)
{
  g_free (self->selected_job);
  g_free (self->selected_employee);
  self->selected_job = g_strdup (job);
  self->selected_employee = g_strdup (employee);
  self->selection_changed = TRUE;
}

/**
 * dwc_map_layout_get_items:
 * @self: the layout
 * @n_items: (out): how many
 *
 * Returns: (array length=n_items) (transfer none): the symbols, those on top last; valid until the
 *   next update
 */
DwcMapItem *
dwc_map_layout_get_items (DwcMapLayout *self,
                          guint        *n_items)
{
  *n_items = self->items->len;
  return (DwcMapItem *) (void *) self->items->data;
}

/**
 * dwc_map_layout_get_members:
 * @self: the layout
 *
 * Returns: (transfer none): positions in the scene's jobs or people, which items take slices of
 */
const guint *
dwc_map_layout_get_members (DwcMapLayout *self)
{
  return (const guint *) (void *) self->members->data;
}

/**
 * dwc_map_layout_new:
 *
 * Returns: (transfer full): an empty layout
 */
DwcMapLayout *
dwc_map_layout_new (void)
{
  DwcMapLayout *self = g_new0 (DwcMapLayout, 1);

  self->jobs_index = dwc_map_cluster_index_new ();
  self->people_index = dwc_map_cluster_index_new ();
  self->points = g_array_new (FALSE, FALSE, sizeof (DwcMapPoint));
  self->job_of_point = g_array_new (FALSE, FALSE, sizeof (guint));
  self->person_of_point = g_array_new (FALSE, FALSE, sizeof (guint));
  self->items = g_array_new (FALSE, FALSE, sizeof (DwcMapItem));
  self->members = g_array_new (FALSE, FALSE, sizeof (guint));
  self->by_label = g_array_new (FALSE, FALSE, sizeof (guint));
  self->zoom = -1;
  self->pending = DWC_MAP_CHANGE_JOBS | DWC_MAP_CHANGE_PEOPLE | DWC_MAP_CHANGE_POSITIONS;

  return self;
}

/**
 * dwc_map_layout_free:
 * @self: (transfer full): the layout
 */
void
dwc_map_layout_free (DwcMapLayout *self)
{
  dwc_map_cluster_index_free (self->jobs_index);
  dwc_map_cluster_index_free (self->people_index);
  g_array_unref (self->points);
  g_array_unref (self->job_of_point);
  g_array_unref (self->person_of_point);
  g_array_unref (self->items);
  g_array_unref (self->members);
  g_array_unref (self->by_label);
  dwc_map_occupancy_clear (&self->occupancy);
  g_free (self->selected_job);
  g_free (self->selected_employee);
  g_free (self);
}
