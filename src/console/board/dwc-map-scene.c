/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-scene.h"

/*
 * Mirrors the board in the form that drawing needs. Single jobs are replaced in place; what depends
 * on all jobs of a technician (what they do, how late they run) is worked out when it is next asked
 * for, so that a burst of changes costs one pass.
 */
struct _DwcMapScene
{
  GObject parent_instance;

  DwdBoard *board;            /* (owned) */
  DwdClock *clock;            /* (owned) */

  GArray *jobs;               /* (owned): DwcMapJob */
  GHashTable *job_index;      /* (owned): name (the job's) → position + 1 */
  GArray *people;             /* (owned): DwcMapPerson */
  GHashTable *people_index;   /* (owned): employee (the technician's) → position + 1 */
  gboolean people_stale;      /* their work has to be looked at again */

  guint shown_states;         /* a bit per DwdJobStatus */
  gboolean shows_people;
  gboolean animated;
};

G_DEFINE_FINAL_TYPE (DwcMapScene, dwc_map_scene, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear_job (gpointer data)
{
  DwcMapJob *job = data;

  g_clear_object (&job->job);
}

static void
clear_person (gpointer data)
{
  DwcMapPerson *person = data;

  g_clear_object (&person->technician);
  g_clear_object (&person->current);
}

static void
emit_changed (DwcMapScene *self,
              DwcMapChange changes)
{
  g_signal_emit (self, signals[CHANGED], 0, (guint) changes);
}

static void
remove_job (DwcMapScene *self,
            const char  *name)
{
  guint position;

  if (!dwc_map_scene_find_job (self, name, &position))
    return;

  g_hash_table_remove (self->job_index, name);
  /* Fast removal moves the last one into the gap. */
  g_array_remove_index_fast (self->jobs, position);
  if (position < self->jobs->len)
    {
      DwcMapJob *moved = &g_array_index (self->jobs, DwcMapJob, position);

      g_hash_table_insert (self->job_index, (gpointer) dwd_job_get_name (moved->job),
                           GUINT_TO_POINTER (position + 1));
    }
}

static void
put_job (DwcMapScene *self,
         DwdJob      *job)
{
  const char *name = dwd_job_get_name (job);
  DwcMapJob entry = { .job = job };
  DwdPoint place;
  guint position;

  if (!dwd_job_get_location (job, &place))
    {
      remove_job (self, name);
      return;
    }

  dwd_point_to_mercator (&place, &entry.place.x, &entry.place.y);
  g_object_ref (job);
  if (dwc_map_scene_find_job (self, name, &position))
    {
      DwcMapJob *known = &g_array_index (self->jobs, DwcMapJob, position);

      /* The index borrows its key from the job, so the key changes with it. */
      g_hash_table_remove (self->job_index, name);
      g_object_unref (known->job);
      *known = entry;
    }
  else
    {
      position = self->jobs->len;
      g_array_append_val (self->jobs, entry);
    }

  g_hash_table_insert (self->job_index, (gpointer) name, GUINT_TO_POINTER (position + 1));
}

static void
load_jobs (DwcMapScene *self)
{
  GListModel *jobs = dwd_board_get_jobs (self->board);
  guint n_jobs = g_list_model_get_n_items (jobs);

  g_hash_table_remove_all (self->job_index);
  g_array_set_size (self->jobs, 0);
  for (guint i = 0; i < n_jobs; i++)
    {
      g_autoptr (DwdJob) job = g_list_model_get_item (jobs, i);

      put_job (self, job);
    }
}

static void
jobs_changed_cb (DwcMapScene *self,
                 GHashTable  *names)
{
  GHashTableIter iter;
  const char *name;

  if (names == NULL)
    load_jobs (self);
  else
    {
      g_hash_table_iter_init (&iter, names);
      while (g_hash_table_iter_next (&iter, (gpointer *) &name, NULL))
        {
          DwdJob *job = dwd_board_lookup_job (self->board, name);

          if (job != NULL)
            put_job (self, job);
          else
            remove_job (self, name);
        }
    }

  self->people_stale = TRUE;
  emit_changed (self, DWC_MAP_CHANGE_JOBS | DWC_MAP_CHANGE_PEOPLE);
}

static void
take_position (DwcMapScene  *self,
               DwcMapPerson *person)
{
  const char *employee = dwd_technician_get_name (person->technician);
  DwdPosition position;
  DwcMapPoint place;

  if (!dwd_board_get_position (self->board, employee, &position) ||
      !dwd_point_is_valid (&position.point))
    return;
  if (position.recorded_us == person->position.recorded_us &&
      position.point.latitude == person->position.point.latitude &&
      position.point.longitude == person->position.point.longitude)
    return;

  dwd_point_to_mercator (&position.point, &place.x, &place.y);
  if (self->animated && dwc_map_person_is_placed (person) &&
      dwc_map_glide_may_follow (&person->position.point, person->position.recorded_us,
                                &position.point, position.recorded_us))
    dwc_map_glide_start (&person->glide, &place, g_get_monotonic_time ());
  else
    dwc_map_glide_jump (&person->glide, &place);
  person->position = position;
}

static void
load_people (DwcMapScene *self)
{
  GListModel *technicians = dwd_board_get_technicians (self->board);
  guint n = g_list_model_get_n_items (technicians);
  g_autoptr (GArray) before = g_steal_pointer (&self->people);
  g_autoptr (GHashTable) index = g_hash_table_new (g_str_hash, g_str_equal);

  self->people = g_array_sized_new (FALSE, TRUE, sizeof (DwcMapPerson), n);
  g_array_set_clear_func (self->people, clear_person);
  for (guint i = 0; i < n; i++)
    {
      DwcMapPerson person = { .technician = g_list_model_get_item (technicians, i) };
      const char *employee = dwd_technician_get_name (person.technician);
      guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->people_index, employee));

      person.position.recorded_us = DWD_TIME_NONE;
      if (known > 0)
        {
          /* Who was on the map stays where they are, in the middle of a glide even. */
          person.position = g_array_index (before, DwcMapPerson, known - 1).position;
          person.glide = g_array_index (before, DwcMapPerson, known - 1).glide;
        }
      take_position (self, &person);
      g_array_append_val (self->people, person);
      g_hash_table_insert (index, (gpointer) employee, GUINT_TO_POINTER (i + 1));
    }

  g_hash_table_unref (self->people_index);
  self->people_index = g_steal_pointer (&index);
  self->people_stale = TRUE;
}

static void
technicians_changed_cb (DwcMapScene *self)
{
  load_people (self);
  emit_changed (self, DWC_MAP_CHANGE_PEOPLE | DWC_MAP_CHANGE_POSITIONS);
}

static void
positions_changed_cb (DwcMapScene *self)
{
  for (guint i = 0; i < self->people->len; i++)
    take_position (self, &g_array_index (self->people, DwcMapPerson, i));

  self->people_stale = TRUE;
  emit_changed (self, DWC_MAP_CHANGE_POSITIONS);
}

static void
minute_cb (DwcMapScene *self)
{
  self->people_stale = TRUE;
  emit_changed (self, DWC_MAP_CHANGE_PEOPLE);
}

static gboolean
is_on_shift (DwcMapScene  *self,
             DwcMapPerson *person,
             gint64        now_us)
{
  gsize n_spans = 0;
  const DwdSpan *spans = dwd_board_get_spans (self->board, dwd_technician_get_name (person->technician),
                                              &n_spans);
  gboolean on_shift = FALSE;

  /* An office that keeps no shifts must not see all its people off duty. */
  if (n_spans == 0)
    return TRUE;

  for (gsize i = 0; i < n_spans; i++)
    {
      if (now_us < spans[i].start_us || now_us >= spans[i].end_us)
        continue;
      if (spans[i].kind == DWD_SPAN_LEAVE)
        return FALSE;
      on_shift |= spans[i].kind == DWD_SPAN_SHIFT;
    }

  return on_shift;
}

/* How near a job's state is to the work itself; 0 for what is done or not theirs yet. */
static int
nearness (DwdJobStatus status)
{
  switch (status)
    {
    case DWD_JOB_STATUS_IN_PROGRESS:
      return 4;

    case DWD_JOB_STATUS_ARRIVED:
      return 3;

    case DWD_JOB_STATUS_EN_ROUTE:
      return 2;

    case DWD_JOB_STATUS_ASSIGNED:
      return 1;

    case DWD_JOB_STATUS_UNKNOWN:
    case DWD_JOB_STATUS_DRAFT:
    case DWD_JOB_STATUS_UNASSIGNED:
    case DWD_JOB_STATUS_COMPLETED:
    case DWD_JOB_STATUS_CANCELLED:
    default:
      return 0;
    }
}

static void
look_at_work (DwcMapScene  *self,
              DwcMapPerson *person,
              gint64        now_us)
{
  GPtrArray *jobs = dwd_board_get_jobs_of (self->board, dwd_technician_get_name (person->technician));
  gint64 start_us = dwd_board_get_start (self->board);
  DwdJob *current = NULL;
  int best = 0;

  person->lateness_us = 0;
  for (guint i = 0; jobs != NULL && i < jobs->len; i++)
    {
      DwdJob *job = g_ptr_array_index (jobs, i);
      int near = nearness (dwd_job_get_status (job));

      if (near > best)
        {
          best = near;
          current = job;
        }
      /* What was left open days ago is a matter for the alerts, not of how today runs. */
      if (near > 0 && dwd_job_get_start (job) >= start_us)
        person->lateness_us = MAX (person->lateness_us, dwd_job_get_lateness (job, now_us));
    }

  g_set_object (&person->current, current);
}

static void
refresh_people (DwcMapScene *self)
{
  gint64 now_us = dwd_clock_get_now (self->clock);

  if (!self->people_stale)
    return;

  self->people_stale = FALSE;
  for (guint i = 0; i < self->people->len; i++)
    {
      DwcMapPerson *person = &g_array_index (self->people, DwcMapPerson, i);

      look_at_work (self, person, now_us);
      if (!is_on_shift (self, person, now_us))
        person->presence = DWC_MAP_PRESENCE_OFF;
      else if (!dwc_map_person_is_placed (person) ||
               now_us - person->position.recorded_us > DWD_POSITION_STALE_US)
        person->presence = DWC_MAP_PRESENCE_STALE;
      else
        person->presence = DWC_MAP_PRESENCE_LIVE;
    }
}

static void
dwc_map_scene_dispose (GObject *object)
{
  DwcMapScene *self = DWC_MAP_SCENE (object);

  g_clear_object (&self->board);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (dwc_map_scene_parent_class)->dispose (object);
}

static void
dwc_map_scene_finalize (GObject *object)
{
  DwcMapScene *self = DWC_MAP_SCENE (object);

  g_hash_table_unref (self->job_index);
  g_hash_table_unref (self->people_index);
  g_array_unref (self->jobs);
  g_array_unref (self->people);

  G_OBJECT_CLASS (dwc_map_scene_parent_class)->finalize (object);
}

static void
dwc_map_scene_class_init (DwcMapSceneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwc_map_scene_dispose;
  object_class->finalize = dwc_map_scene_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
dwc_map_scene_init (DwcMapScene *self)
{
  self->jobs = g_array_new (FALSE, TRUE, sizeof (DwcMapJob));
  g_array_set_clear_func (self->jobs, clear_job);
  self->job_index = g_hash_table_new (g_str_hash, g_str_equal);
  self->people = g_array_new (FALSE, TRUE, sizeof (DwcMapPerson));
  g_array_set_clear_func (self->people, clear_person);
  self->people_index = g_hash_table_new (g_str_hash, g_str_equal);
  self->shows_people = TRUE;
  self->animated = TRUE;
  /* What was called off has no business on the map until somebody asks for it. */
  self->shown_states = ((1u << DWD_N_JOB_STATUSES) - 1) & ~(1u << DWD_JOB_STATUS_CANCELLED);
}

/**
 * dwc_map_scene_new:
 * @board: the day to show
 * @clock: the time
 *
 * Returns: (transfer full): the scene, filled and kept up to date
 */
DwcMapScene *
dwc_map_scene_new (DwdBoard *board,
                   DwdClock *clock)
{
  DwcMapScene *self = g_object_new (DWC_TYPE_MAP_SCENE, NULL);

  self->board = g_object_ref (board);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (board, "jobs-changed", G_CALLBACK (jobs_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (board, "technicians-changed", G_CALLBACK (technicians_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (board, "positions-changed", G_CALLBACK (positions_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (clock, "minute", G_CALLBACK (minute_cb), self, G_CONNECT_SWAPPED);
  load_jobs (self);
  load_people (self);

  return self;
}

/**
 * dwc_map_scene_get_now:
 * @self: the scene
 *
 * Returns: its clock's time, UTC µs
 */
gint64
dwc_map_scene_get_now (DwcMapScene *self)
{
  return dwd_clock_get_now (self->clock);
}

/**
 * dwc_map_scene_get_jobs:
 * @self: the scene
 * @n_jobs: (out): how many
 *
 * Returns: (array length=n_jobs) (transfer none): all jobs with a place, hidden states included
 */
const DwcMapJob *
dwc_map_scene_get_jobs (DwcMapScene *self,
                        guint       *n_jobs)
{
  *n_jobs = self->jobs->len;
  return (const DwcMapJob *) (void *) self->jobs->data;
}

/**
 * dwc_map_scene_find_job:
 * @self: the scene
 * @name: (nullable): a job's name
 * @position: (out): where it is among the jobs
 *
 * Returns: whether it is there
 */
gboolean
dwc_map_scene_find_job (DwcMapScene *self,
                        const char  *name,
                        guint       *position)
{
  guint known = name != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->job_index, name)) : 0;

  if (known == 0)
    return FALSE;

  *position = known - 1;
  return TRUE;
}

/**
 * dwc_map_scene_get_people:
 * @self: the scene
 * @n_people: (out): how many
 *
 * Returns: (array length=n_people) (transfer none): all technicians, those without a position too
 */
const DwcMapPerson *
dwc_map_scene_get_people (DwcMapScene *self,
                          guint       *n_people)
{
  refresh_people (self);
  *n_people = self->people->len;

  return (const DwcMapPerson *) (void *) self->people->data;
}

/**
 * dwc_map_scene_find_person:
 * @self: the scene
 * @employee: (nullable): the Employee's name
 * @position: (out): where they are among the people
 *
 * Returns: whether they are there
 */
gboolean
dwc_map_scene_find_person (DwcMapScene *self,
                           const char  *employee,
                           guint       *position)
{
  guint known = employee != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->people_index, employee)) : 0;

  if (known == 0)
    return FALSE;

  *position = known - 1;
  return TRUE;
}

/**
 * dwc_map_person_is_placed:
 * @person: a technician of the scene
 *
 * Returns: whether a position was ever heard
 */
gboolean
dwc_map_person_is_placed (const DwcMapPerson *person)
{
  return person->position.recorded_us != DWD_TIME_NONE;
}

/**
 * dwc_map_scene_shows_status:
 * @self: the scene
 * @status: a job's state
 *
 * Returns: whether jobs in it are drawn
 */
gboolean
dwc_map_scene_shows_status (DwcMapScene *self,
                            DwdJobStatus status)
{
  return (self->shown_states & 1u << status) != 0;
}

/**
 * dwc_map_scene_set_shows_status:
 * @self: the scene
 * @status: a job's state
 * @shown: whether jobs in it are drawn
 */
void
dwc_map_scene_set_shows_status (DwcMapScene *self,
                                DwdJobStatus status,
                                gboolean     shown)
{
  guint bit = 1u << status;

  if (dwc_map_scene_shows_status (self, status) == shown)
    return;

  self->shown_states = shown ? self->shown_states | bit : self->shown_states & ~bit;
  emit_changed (self, DWC_MAP_CHANGE_JOBS);
}

/**
 * dwc_map_scene_shows_people:
 * @self: the scene
 *
 * Returns: whether technicians are drawn
 */
gboolean
dwc_map_scene_shows_people (DwcMapScene *self)
{
  return self->shows_people;
}

/**
 * dwc_map_scene_set_shows_people:
 * @self: the scene
 * @shown: whether technicians are drawn
 */
void
dwc_map_scene_set_shows_people (DwcMapScene *self,
                                gboolean     shown)
{
  if (self->shows_people == shown)
    return;

  self->shows_people = shown;
  emit_changed (self, DWC_MAP_CHANGE_PEOPLE);
}

/**
 * dwc_map_scene_set_animated:
 * @self: the scene
 * @animated: whether technicians glide from fix to fix; else they step
 */
void
dwc_map_scene_set_animated (DwcMapScene *self,
                            gboolean     animated)
{
  self->animated = animated;
}

/**
 * dwc_map_scene_get_freshness:
 * @self: the scene
 * @freshness: (out): how much of the picture is live
 */
void
dwc_map_scene_get_freshness (DwcMapScene     *self,
                             DwcMapFreshness *freshness)
{
  DwcMapFreshness counted = { .newest_us = DWD_TIME_NONE };

  self->people_stale = TRUE;
  refresh_people (self);
  for (guint i = 0; i < self->people->len; i++)
    {
      const DwcMapPerson *person = &g_array_index (self->people, DwcMapPerson, i);

      counted.n_on_shift += person->presence != DWC_MAP_PRESENCE_OFF;
      counted.n_live += person->presence == DWC_MAP_PRESENCE_LIVE;
      counted.newest_us = MAX (counted.newest_us, person->position.recorded_us);
    }

  *freshness = counted;
}
