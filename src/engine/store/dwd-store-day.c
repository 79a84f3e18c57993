/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include <math.h>
#include <string.h>

#include "base/dwd-time-text.h"
#include "dwd-document.h"
#include "dwd-store-job-read.h"
#include "dwd-store-main.h"

/* A finished job that began longer ago than this does not reach into the day; an open one always does. */
#define LONGEST_DONE_JOB_US (31 * DWD_USEC_PER_DAY)

typedef struct
{
  gint64 start_us;
  gint64 end_us;
  gboolean with_jobs;
  GPtrArray *known;            /* (owned) (nullable): of DwdJob */
  DwdZone *zone;               /* (owned) */
  DwdDaySnapshot *snapshot;    /* (owned) (nullable) */
} DayCall;

static void
day_call_free (gpointer data)
{
  DayCall *call = data;

  g_clear_pointer (&call->snapshot, dwd_day_snapshot_free);
  g_clear_pointer (&call->known, g_ptr_array_unref);
  dwd_zone_unref (call->zone);
  g_free (call);
}

void
dwd_day_snapshot_free (DwdDaySnapshot *snapshot)
{
  g_clear_pointer (&snapshot->jobs, g_ptr_array_unref);
  g_clear_pointer (&snapshot->technicians, g_ptr_array_unref);
  g_clear_pointer (&snapshot->spans, g_hash_table_unref);
  g_clear_pointer (&snapshot->positions, g_hash_table_unref);
  g_free (snapshot);
}

static void
span_clear (gpointer data)
{
  DwdSpan *span = data;

  g_free (span->label);
}

static DwdDaySnapshot *
day_snapshot_new (void)
{
  DwdDaySnapshot *snapshot = g_new0 (DwdDaySnapshot, 1);

  snapshot->technicians = g_ptr_array_new_with_free_func (g_object_unref);
  snapshot->spans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) g_array_unref);
  snapshot->positions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return snapshot;
}

/* Those with a place in the range, and the open ones from before or without any day at all. */
static GPtrArray *
load_jobs (DwdDb   *db,
           DayCall *call,
           GError **error)
{
  DwdStatement *rows =
    dwd_db_prepare (db, "SELECT " DWD_JOB_COLUMNS " FROM dispatch_job AS j WHERE j.id IN ("
                    "SELECT id FROM dispatch_job WHERE place_us >= ?1 AND place_us < ?3 "
                    "AND (place_us >= ?2 OR end_us > ?2) UNION "
                    "SELECT id FROM dispatch_job WHERE is_open = 1 AND place_us < ?3 UNION "
                    "SELECT id FROM dispatch_job WHERE is_open = 1 AND place_us = ?4) "
                    "ORDER BY j.place_us, j.name", error);

  if (rows == NULL)
    return NULL;
  dwd_statement_bind_int (rows, 1, call->start_us - LONGEST_DONE_JOB_US);
  dwd_statement_bind_int (rows, 2, call->start_us);
  dwd_statement_bind_int (rows, 3, call->end_us);
  dwd_statement_bind_int (rows, 4, G_MAXINT64);
  return dwd_store_read_jobs (db, rows, error);
}

/* Whoever shows the day looks only at what is another object: comparing, and letting go of what is equal,
 * happens here and not on the main context. */
static void
keep_known (GPtrArray *jobs,
            GPtrArray *known)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < known->len; i++)
    g_hash_table_insert (by_name, (gpointer) dwd_job_get_name (g_ptr_array_index (known, i)),
                         g_ptr_array_index (known, i));

  for (guint i = 0; i < jobs->len; i++)
    {
      DwdJob *job = g_ptr_array_index (jobs, i);
      DwdJob *old = g_hash_table_lookup (by_name, dwd_job_get_name (job));

      if (old == NULL || !dwd_job_equal (old, job))
        continue;
      jobs->pdata[i] = g_object_ref (old);
      g_object_unref (job);
    }
}

static void
skill_clear (gpointer data)
{
  g_free (((DwdSkill *) data)->skill);
}

static void
certification_clear (gpointer data)
{
  g_free (((DwdCertification *) data)->type);
}

#define KEY(text) { text, sizeof text - 1 }

static GArray *
read_skills (const DwdJsonSpan *list)
{
  static const DwdJsonKey keys[] = { KEY ("skill"), KEY ("proficiency") };
  GArray *skills = g_array_new (FALSE, TRUE, sizeof (DwdSkill));
  DwdJsonIter iter;
  DwdJsonSpan item;

  g_array_set_clear_func (skills, skill_clear);
  if (list->type != DWD_JSON_ARRAY || !dwd_json_iter_init (&iter, list))
    return skills;
  while (dwd_json_iter_next_item (&iter, &item))
    {
      DwdJsonSpan values[G_N_ELEMENTS (keys)];
      DwdSkill skill = { NULL, 0 };
      gint64 proficiency = 0;

      if (item.type != DWD_JSON_OBJECT)
        continue;
      dwd_json_span_find (&item, keys, G_N_ELEMENTS (keys), values);
      if (values[0].type != DWD_JSON_STRING)
        continue;
      dwd_json_span_get_int (&values[1], &proficiency);
      skill.skill = dwd_document_dup_shown (&values[0], DWD_SHOWN_LINE);
      skill.proficiency = CLAMP (proficiency, 0, 5);
      g_array_append_val (skills, skill);
    }
  return skills;
}

/* A certificate is good through its last day. */
static gint64
end_of_date (DwdZone           *zone,
             const DwdJsonSpan *span)
{
  DwdCivil date;
  DwdCivil next = { 0 };

  if (span->type != DWD_JSON_STRING || span->raw.length == 2 ||
      !dwd_time_text_parse_date (span->raw.text + 1, span->raw.length - 2, &date))
    return DWD_TIME_NONE;
  dwd_civil_from_days (dwd_civil_to_days (date.year, date.month, date.day) + 1, &next);
  return dwd_zone_to_utc (zone, &next);
}

static GArray *
read_certifications (DwdZone           *zone,
                     const DwdJsonSpan *list)
{
  static const DwdJsonKey keys[] = {
    KEY ("certification_type"), KEY ("expiry_date"), KEY ("status")
  };
  GArray *certifications = g_array_new (FALSE, TRUE, sizeof (DwdCertification));
  DwdJsonIter iter;
  DwdJsonSpan item;

  g_array_set_clear_func (certifications, certification_clear);
  if (list->type != DWD_JSON_ARRAY || !dwd_json_iter_init (&iter, list))
    return certifications;
  while (dwd_json_iter_next_item (&iter, &item))
    {
      DwdJsonSpan values[G_N_ELEMENTS (keys)];
      DwdCertification certification = { NULL };

      if (item.type != DWD_JSON_OBJECT)
        continue;
      dwd_json_span_find (&item, keys, G_N_ELEMENTS (keys), values);
      if (values[0].type != DWD_JSON_STRING)
        continue;
      certification.type = dwd_document_dup_shown (&values[0], DWD_SHOWN_LINE);
      certification.expires_us = end_of_date (zone, &values[1]);
      /* Without a status it is what its date says. */
      certification.active = values[2].type != DWD_JSON_STRING ||
                             dwd_json_span_equal_text (&values[2], "Active");
      g_array_append_val (certifications, certification);
    }
  return certifications;
}

static DwdTechnician *
read_technician (DwdStatement *row,
                 DwdZone      *zone)
{
  static const DwdJsonKey keys[] = { KEY ("skills"), KEY ("certifications") };
  DwdJsonSpan values[G_N_ELEMENTS (keys)];
  g_autoptr (GArray) skills = NULL;
  g_autoptr (GArray) certifications = NULL;
  DwdTechnicianFields fields = { 0 };
  DwdJsonSpan object;
  gsize length = 0;
  const char *data = dwd_statement_get_text (row, 10, &length);

  if (!dwd_document_parse (data, length, &object, NULL))
    return NULL;
  dwd_json_span_find (&object, keys, G_N_ELEMENTS (keys), values);
  skills = read_skills (&values[0]);
  certifications = read_certifications (zone, &values[1]);

  fields.name = dwd_statement_get_text (row, 0, NULL);
  fields.employee_name = dwd_statement_get_text (row, 1, NULL);
  fields.organization = dwd_statement_get_text (row, 2, NULL);
  fields.zone = dwd_statement_get_text (row, 3, NULL);
  fields.phone = dwd_statement_get_text (row, 4, NULL);
  fields.user_id = dwd_statement_get_text (row, 5, NULL);
  fields.active = dwd_statement_get_int (row, 6) != 0;
  fields.dispatch_enabled = dwd_statement_get_int (row, 7) != 0;
  fields.home.latitude = dwd_statement_get_double (row, 8);
  fields.home.longitude = dwd_statement_get_double (row, 9);
  fields.skills = (const DwdSkill *) (gpointer) skills->data;
  fields.n_skills = skills->len;
  fields.certifications = (const DwdCertification *) (gpointer) certifications->data;
  fields.n_certifications = certifications->len;
  return dwd_technician_new (&fields);
}

/* All that can be dispatched, and whoever else has work that day: a bar needs a row to stand in. */
static gboolean
load_technicians (DwdDb   *db,
                  DayCall *call,
                  GError **error)
{
  DwdStatement *rows =
    dwd_db_prepare (db, "SELECT name, employee_name, org, zone, phone, user_id, active, "
                    "dispatch_enabled, latitude, longitude, data FROM employee "
                    "WHERE (dispatch_enabled = 1 AND active = 1) OR name IN ("
                    "SELECT assigned_to FROM dispatch_job WHERE place_us >= ?1 AND place_us < ?2 "
                    "AND assigned_to IS NOT NULL) "
                    "ORDER BY zone, employee_name, name", error);
  DwdStep step = DWD_STEP_FAILED;

  if (rows == NULL)
    return FALSE;
  dwd_statement_bind_int (rows, 1, call->start_us);
  dwd_statement_bind_int (rows, 2, call->end_us);
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    {
      DwdTechnician *technician = read_technician (rows, call->zone);

      if (technician != NULL)
        g_ptr_array_add (call->snapshot->technicians, technician);
    }
  return step == DWD_STEP_DONE;
}

static void
add_span (DwdDaySnapshot *snapshot,
          const char     *employee,
          DwdSpanKind     kind,
          gint64          start_us,
          gint64          end_us,
          const char     *label)
{
  DwdSpan span = { kind, start_us, end_us, NULL };
  GArray *spans = NULL;

  if (start_us == DWD_TIME_NONE || end_us == DWD_TIME_NONE || end_us <= start_us)
    return;
  spans = g_hash_table_lookup (snapshot->spans, employee);
  if (spans == NULL)
    {
      spans = g_array_new (FALSE, FALSE, sizeof (DwdSpan));
      g_array_set_clear_func (spans, span_clear);
      g_hash_table_insert (snapshot->spans, g_strdup (employee), spans);
    }
  span.label = g_strdup (label);
  g_array_append_val (spans, span);
}

static gboolean
load_shifts (DwdDb   *db,
             DayCall *call,
             GError **error)
{
  DwdStatement *rows =
    dwd_db_prepare (db, "SELECT e.employee, e.start_us, e.end_us, e.break_start_us, e.break_end_us, "
                    "t.shift_name FROM schedule_entry AS e "
                    "LEFT JOIN shift_template AS t ON t.name = e.shift_template "
                    "WHERE e.start_us >= ?1 AND e.start_us < ?3 AND e.end_us > ?2 "
                    "AND e.employee IS NOT NULL AND COALESCE (e.status, 0) NOT IN (?4, ?5) "
                    "ORDER BY e.start_us, e.name", error);
  DwdStep step = DWD_STEP_FAILED;

  if (rows == NULL)
    return FALSE;
  /* A shift is a day long at most: its end is the next one after its start. */
  dwd_statement_bind_int (rows, 1, call->start_us - 2 * DWD_USEC_PER_DAY);
  dwd_statement_bind_int (rows, 2, call->start_us);
  dwd_statement_bind_int (rows, 3, call->end_us);
  dwd_statement_bind_int (rows, 4, DWD_SCHEDULE_STATUS_DRAFT);
  dwd_statement_bind_int (rows, 5, DWD_SCHEDULE_STATUS_CANCELLED);
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    {
      const char *employee = dwd_statement_get_text (rows, 0, NULL);

      add_span (call->snapshot, employee, DWD_SPAN_SHIFT, dwd_statement_get_time (rows, 1),
                dwd_statement_get_time (rows, 2), dwd_statement_get_text (rows, 5, NULL));
      add_span (call->snapshot, employee, DWD_SPAN_BREAK, dwd_statement_get_time (rows, 3),
                dwd_statement_get_time (rows, 4), NULL);
    }
  return step == DWD_STEP_DONE;
}

static gboolean
load_leaves (DwdDb   *db,
             DayCall *call,
             GError **error)
{
  DwdStatement *rows =
    dwd_db_prepare (db, "SELECT employee, from_us, to_us, leave_type FROM leave_application "
                    "WHERE to_us > ?1 AND from_us < ?2 AND status = 'Approved' "
                    "AND employee IS NOT NULL ORDER BY from_us, name", error);
  DwdStep step = DWD_STEP_FAILED;

  if (rows == NULL)
    return FALSE;
  dwd_statement_bind_int (rows, 1, call->start_us);
  dwd_statement_bind_int (rows, 2, call->end_us);
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    add_span (call->snapshot, dwd_statement_get_text (rows, 0, NULL), DWD_SPAN_LEAVE,
              dwd_statement_get_time (rows, 1), dwd_statement_get_time (rows, 2),
              dwd_statement_get_text (rows, 3, NULL));
  return step == DWD_STEP_DONE;
}

static gboolean
load_positions (DwdDb   *db,
                DayCall *call,
                GError **error)
{
  DwdStatement *rows =
    dwd_db_prepare (db, "SELECT COALESCE (employee, name), latitude, longitude, heading, speed_kmh, "
                    "accuracy_m, battery, recorded_us FROM technician_location "
                    "WHERE latitude IS NOT NULL AND recorded_us IS NOT NULL", error);
  DwdStep step = DWD_STEP_FAILED;

  if (rows == NULL)
    return FALSE;
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    {
      DwdPosition *position = g_new0 (DwdPosition, 1);

      position->point.latitude = dwd_statement_get_double (rows, 1);
      position->point.longitude = dwd_statement_get_double (rows, 2);
      position->heading = dwd_statement_get_double (rows, 3);
      position->speed_kmh = dwd_statement_get_double (rows, 4);
      position->accuracy_m = dwd_statement_get_double (rows, 5);
      position->battery = dwd_statement_get_double (rows, 6);
      position->recorded_us = dwd_statement_get_int (rows, 7);
      g_hash_table_insert (call->snapshot->positions, dwd_statement_dup_text (rows, 0), position);
    }
  return step == DWD_STEP_DONE;
}

static gboolean
load_day_work (DwdStoreTxn *txn,
               gpointer     data,
               GError     **error)
{
  DayCall *call = data;

  call->snapshot = day_snapshot_new ();
  if (call->with_jobs)
    {
      call->snapshot->jobs = load_jobs (txn->db, call, error);
      if (call->snapshot->jobs == NULL)
        return FALSE;
      if (call->known != NULL)
        keep_known (call->snapshot->jobs, call->known);
      g_clear_pointer (&call->known, g_ptr_array_unref);
    }
  return load_technicians (txn->db, call, error) && load_shifts (txn->db, call, error) &&
         load_leaves (txn->db, call, error) && load_positions (txn->db, call, error);
}

static void
push_day (DwdStore           *self,
          gpointer            tag,
          gint64              start_us,
          gint64              end_us,
          gboolean            with_jobs,
          GPtrArray          *known,
          GCancellable       *cancellable,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  DayCall *call = g_new0 (DayCall, 1);

  call->start_us = start_us;
  call->end_us = end_us;
  call->with_jobs = with_jobs;
  call->known = known;
  call->zone = dwd_zone_ref (dwd_store_get_organization_zone (self));
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, call, day_call_free);
  dwd_store_push_read (self, task, load_day_work);
}

void
dwd_store_load_day_async (DwdStore           *self,
                          gint64              start_us,
                          gint64              end_us,
                          GPtrArray          *known,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (DWD_IS_STORE (self));

  push_day (self, dwd_store_load_day_async, start_us, end_us, TRUE, known, cancellable, callback,
            user_data);
}

void
dwd_store_load_people_async (DwdStore           *self,
                             gint64              start_us,
                             gint64              end_us,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (DWD_IS_STORE (self));

  push_day (self, dwd_store_load_people_async, start_us, end_us, FALSE, NULL, cancellable, callback,
            user_data);
}

/**
 * dwd_store_load_day_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a %DWD_ERROR
 *
 * Returns: (transfer full) (nullable): what the cache holds of the day
 */
DwdDaySnapshot *
dwd_store_load_day_finish (DwdStore     *self,
                           GAsyncResult *result,
                           GError      **error)
{
  DayCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  call = g_task_get_task_data (G_TASK (result));
  return g_steal_pointer (&call->snapshot);
}
