/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-job.h"

#include "dwd-text-block.h"

#include <math.h>
#include <string.h>

enum
{
  TEXT_NAME,
  TEXT_ORGANIZATION,
  TEXT_TITLE,
  TEXT_DESCRIPTION,
  TEXT_JOB_TYPE,
  TEXT_CUSTOMER,
  TEXT_CUSTOMER_NAME,
  TEXT_CONTACT_PHONE,
  TEXT_CONTACT_EMAIL,
  TEXT_ADDRESS,
  TEXT_FORMATTED_ADDRESS,
  TEXT_CUSTOMER_NOTES,
  TEXT_TECHNICIAN_NOTES,
  TEXT_ASSIGNED_TO,
  TEXT_ASSIGNED_TO_NAME,
  TEXT_ZONE,
  TEXT_MODIFIED,
  N_TEXTS
};

struct _DwdJob
{
  GObject parent_instance;

  const char *texts[N_TEXTS];            /* into block */
  char *block;                           /* (owned) (nullable) */
  char **required_skills;                        /* (owned) */
  char **required_certifications;                /* (owned) */

  DwdJobStatus status;
  DwdPriority priority;
  DwdWindow preferred_window;
  DwdAssignmentMethod assignment_method;
  DwdJobMarks marks;
  DwdPoint location;
  gint64 date_us;
  gint64 start_us;
  gint64 end_us;
  gint64 created_us;
  gint64 status_updated_us;
  gint64 actual_start_us;
  gint64 actual_end_us;
  gint64 estimated_duration_us;
  gint64 travel_us;
};

G_DEFINE_FINAL_TYPE (DwdJob, dwd_job, G_TYPE_OBJECT)

static void
dwd_job_finalize (GObject *object)
{
  DwdJob *self = DWD_JOB (object);

  g_free (self->block);
  g_strfreev (self->required_skills);
  g_strfreev (self->required_certifications);

  G_OBJECT_CLASS (dwd_job_parent_class)->finalize (object);
}

static void
dwd_job_class_init (DwdJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dwd_job_finalize;
}

static void
dwd_job_init (DwdJob *self)
{
}

static void
take_texts (DwdJob             *self,
            const DwdJobFields *fields)
{
  self->texts[TEXT_NAME] = fields->name;
  self->texts[TEXT_ORGANIZATION] = fields->organization;
  self->texts[TEXT_TITLE] = fields->title;
  self->texts[TEXT_DESCRIPTION] = fields->description;
  self->texts[TEXT_JOB_TYPE] = fields->job_type;
  self->texts[TEXT_CUSTOMER] = fields->customer;
  self->texts[TEXT_CUSTOMER_NAME] = fields->customer_name;
  self->texts[TEXT_CONTACT_PHONE] = fields->contact_phone;
  self->texts[TEXT_CONTACT_EMAIL] = fields->contact_email;
  self->texts[TEXT_ADDRESS] = fields->address;
  self->texts[TEXT_FORMATTED_ADDRESS] = fields->formatted_address;
  self->texts[TEXT_CUSTOMER_NOTES] = fields->customer_notes;
  self->texts[TEXT_TECHNICIAN_NOTES] = fields->technician_notes;
  self->texts[TEXT_ASSIGNED_TO] = fields->assigned_to;
  self->texts[TEXT_ASSIGNED_TO_NAME] = fields->assigned_to_name;
  self->texts[TEXT_ZONE] = fields->zone;
  self->texts[TEXT_MODIFIED] = fields->modified;
  self->block = dwd_text_block_pack (self->texts, N_TEXTS);
}

/**
 * dwd_job_new:
 * @fields: what the job is made of; copied
 *
 * May be called on any thread. The job never changes afterwards.
 *
 * Returns: (transfer full): a new job
 */
DwdJob *
dwd_job_new (const DwdJobFields *fields)
{
  DwdJob *self;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_object_new (DWD_TYPE_JOB, NULL);
  take_texts (self, fields);
  self->required_skills = dwd_text_block_dupv (fields->required_skills);
  self->required_certifications = dwd_text_block_dupv (fields->required_certifications);
  self->status = fields->status;
  self->priority = fields->priority;
  self->preferred_window = fields->preferred_window;
  self->assignment_method = fields->assignment_method;
  self->marks = fields->marks;
  self->location = fields->location;
  self->date_us = fields->date_us;
  self->start_us = fields->start_us;
  self->end_us = fields->end_us;
  self->created_us = fields->created_us;
  self->status_updated_us = fields->status_updated_us;
  self->actual_start_us = fields->actual_start_us;
  self->actual_end_us = fields->actual_end_us;
  self->estimated_duration_us = fields->estimated_duration_us;
  self->travel_us = fields->travel_us;

  return self;
}

static gboolean
times_equal (DwdJob *a,
             DwdJob *b)
{
  return a->date_us == b->date_us && a->start_us == b->start_us && a->end_us == b->end_us &&
         a->created_us == b->created_us && a->status_updated_us == b->status_updated_us &&
         a->actual_start_us == b->actual_start_us && a->actual_end_us == b->actual_end_us &&
         a->estimated_duration_us == b->estimated_duration_us && a->travel_us == b->travel_us;
}

/**
 * dwd_job_equal:
 * @a: a job
 * @b: another
 *
 * May be called on any thread.
 *
 * Returns: whether they are the same in everything
 */
gboolean
dwd_job_equal (DwdJob *a,
               DwdJob *b)
{
  g_return_val_if_fail (DWD_IS_JOB (a), FALSE);
  g_return_val_if_fail (DWD_IS_JOB (b), FALSE);

  if (a->status != b->status || a->priority != b->priority || a->preferred_window != b->preferred_window ||
      a->assignment_method != b->assignment_method || a->marks != b->marks || !times_equal (a, b))
    return FALSE;

  /* Bytes, because an unknown place is NAN, which equals nothing. */
  if (memcmp (&a->location, &b->location, sizeof a->location) != 0)
    return FALSE;

  for (int i = 0; i < N_TEXTS; i++)
    {
      if (!g_str_equal (a->texts[i], b->texts[i]))
        return FALSE;
    }

  return g_strv_equal ((const char *const *) a->required_skills, (const char *const *) b->required_skills) &&
         g_strv_equal ((const char *const *) a->required_certifications,
                       (const char *const *) b->required_certifications);
}

#define DEFINE_TEXT_GETTER(field, TEXT)       \
  const char *                                \
  dwd_job_get_ ## field (DwdJob * self)        \
  {                                           \
    g_return_val_if_fail (DWD_IS_JOB (self), ""); \
    return self->texts[TEXT];                 \
  }

#define DEFINE_VALUE_GETTER(Type, field, member) \
  Type                                        \
  dwd_job_get_ ## field (DwdJob * self)        \
  {                                           \
    g_return_val_if_fail (DWD_IS_JOB (self), 0); \
    return self->member;                      \
  }

DEFINE_TEXT_GETTER (name, TEXT_NAME)
DEFINE_TEXT_GETTER (organization, TEXT_ORGANIZATION)
DEFINE_TEXT_GETTER (title, TEXT_TITLE)
DEFINE_TEXT_GETTER (description, TEXT_DESCRIPTION)
DEFINE_TEXT_GETTER (job_type, TEXT_JOB_TYPE)
DEFINE_TEXT_GETTER (customer, TEXT_CUSTOMER)
DEFINE_TEXT_GETTER (customer_name, TEXT_CUSTOMER_NAME)
DEFINE_TEXT_GETTER (contact_phone, TEXT_CONTACT_PHONE)
DEFINE_TEXT_GETTER (contact_email, TEXT_CONTACT_EMAIL)
DEFINE_TEXT_GETTER (formatted_address, TEXT_FORMATTED_ADDRESS)
DEFINE_TEXT_GETTER (customer_notes, TEXT_CUSTOMER_NOTES)
DEFINE_TEXT_GETTER (technician_notes, TEXT_TECHNICIAN_NOTES)
DEFINE_TEXT_GETTER (assigned_to, TEXT_ASSIGNED_TO)
DEFINE_TEXT_GETTER (assigned_to_name, TEXT_ASSIGNED_TO_NAME)
DEFINE_TEXT_GETTER (zone, TEXT_ZONE)
DEFINE_TEXT_GETTER (modified, TEXT_MODIFIED)

DEFINE_VALUE_GETTER (DwdJobStatus, status, status)
DEFINE_VALUE_GETTER (DwdPriority, priority, priority)
DEFINE_VALUE_GETTER (DwdWindow, preferred_window, preferred_window)
DEFINE_VALUE_GETTER (DwdAssignmentMethod, assignment_method, assignment_method)
DEFINE_VALUE_GETTER (DwdJobMarks, marks, marks)
DEFINE_VALUE_GETTER (gint64, date, date_us)
DEFINE_VALUE_GETTER (gint64, start, start_us)
DEFINE_VALUE_GETTER (gint64, end, end_us)
DEFINE_VALUE_GETTER (gint64, created, created_us)
DEFINE_VALUE_GETTER (gint64, status_updated, status_updated_us)
DEFINE_VALUE_GETTER (gint64, actual_start, actual_start_us)
DEFINE_VALUE_GETTER (gint64, actual_end, actual_end_us)
DEFINE_VALUE_GETTER (gint64, estimated_duration, estimated_duration_us)
DEFINE_VALUE_GETTER (gint64, travel, travel_us)

/**
 * dwd_job_get_short_name:
 * @self: a job
 *
 * The number a dispatcher says on the telephone: the last part of the series without its leading
 * zeros. A job the server has not named yet has none.
 *
 * Returns: (transfer none): "204" for JOB-2026-00204, "" for a temporary name, else the name
 */
const char *
dwd_job_get_short_name (DwdJob * self)
{
  const char *name;
  const char *number;

  g_return_val_if_fail (DWD_IS_JOB (self), "");

  name = self->texts[TEXT_NAME];
  if (g_str_has_prefix (name, "local-"))
    return "";

  number = strrchr (name, '-');
  if (number == NULL || number[1] == '\0' || strspn (number + 1, "0123456789") != strlen (number + 1))
    return name;

  number += 1;
  while (number[0] == '0' && number[1] != '\0')
    number += 1;

  return number;
}

const char *const *
dwd_job_get_required_skills (DwdJob *self)
{
  g_return_val_if_fail (DWD_IS_JOB (self), NULL);

  return (const char *const *) self->required_skills;
}

const char *const *
dwd_job_get_required_certifications (DwdJob *self)
{
  g_return_val_if_fail (DWD_IS_JOB (self), NULL);

  return (const char *const *) self->required_certifications;
}

/**
 * dwd_job_get_location:
 * @self: a job
 * @point: (out) (optional): where it is
 *
 * Returns: %FALSE where the place is not known; @point is left alone then
 */
gboolean
dwd_job_get_location (DwdJob   *self,
                      DwdPoint *point)
{
  g_return_val_if_fail (DWD_IS_JOB (self), FALSE);

  if (!dwd_point_is_valid (&self->location))
    return FALSE;

  if (point != NULL)
    *point = self->location;

  return TRUE;
}

gboolean
dwd_job_is_open (DwdJob *self)
{
  g_return_val_if_fail (DWD_IS_JOB (self), FALSE);

  return self->status != DWD_JOB_STATUS_COMPLETED && self->status != DWD_JOB_STATUS_CANCELLED;
}

static gint64
get_planned_duration (DwdJob *self)
{
  if (self->start_us != DWD_TIME_NONE && self->end_us != DWD_TIME_NONE)
    return self->end_us - self->start_us;

  return self->estimated_duration_us;
}

/**
 * dwd_job_get_lateness:
 * @self: a job
 * @now_us: the instant to judge at
 *
 * Before the arrival a job is late by how far its planned start lies back. From the arrival on it is
 * late by how far it runs, or ran, past its planned end. A finished job keeps the lateness it had.
 *
 * Returns: µs, never negative
 */
gint64
dwd_job_get_lateness (DwdJob *self,
                      gint64  now_us)
{
  gint64 until = now_us;

  g_return_val_if_fail (DWD_IS_JOB (self), 0);

  if (self->start_us == DWD_TIME_NONE)
    return 0;

  switch (self->status)
    {
    case DWD_JOB_STATUS_DRAFT:
    case DWD_JOB_STATUS_UNASSIGNED:
    case DWD_JOB_STATUS_ASSIGNED:
    case DWD_JOB_STATUS_EN_ROUTE:
      return MAX (0, now_us - self->start_us);

    case DWD_JOB_STATUS_COMPLETED:
      if (self->actual_end_us == DWD_TIME_NONE)
        return 0;
      until = self->actual_end_us;
      break;

    case DWD_JOB_STATUS_ARRIVED:
    case DWD_JOB_STATUS_IN_PROGRESS:
      break;

    case DWD_JOB_STATUS_UNKNOWN:
    case DWD_JOB_STATUS_CANCELLED:
    default:
      return 0;
    }

  return MAX (0, until - (self->start_us + get_planned_duration (self)));
}
