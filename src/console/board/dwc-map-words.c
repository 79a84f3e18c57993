/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-words.h"

#include <glib/gi18n.h>

#include "dwc-wording.h"

/*
 * The sentences of the map: what a tooltip says and what a screen reader reads for a symbol. Names
 * are as the records have them; everything else is translated.
 */

/**
 * dwc_map_words_dup_doing:
 * @person: a technician
 *
 * Returns: (transfer full): "on site at job 191"
 */
char *
dwc_map_words_dup_doing (const DwcMapPerson *person)
{
  const char *number;

  if (person->presence == DWC_MAP_PRESENCE_OFF)
    return g_strdup (_("off duty"));
  if (person->current == NULL)
    return g_strdup (_("free"));

  number = dwd_job_get_short_name (person->current);
  switch (dwd_job_get_status (person->current))
    {
    case DWD_JOB_STATUS_EN_ROUTE:
      return g_strdup_printf (_("en route to job %s"), number);

    case DWD_JOB_STATUS_ARRIVED:
    case DWD_JOB_STATUS_IN_PROGRESS:
      return g_strdup_printf (_("on site at job %s"), number);

    case DWD_JOB_STATUS_UNKNOWN:
    case DWD_JOB_STATUS_DRAFT:
    case DWD_JOB_STATUS_UNASSIGNED:
    case DWD_JOB_STATUS_ASSIGNED:
    case DWD_JOB_STATUS_COMPLETED:
    case DWD_JOB_STATUS_CANCELLED:
    default:
      return g_strdup_printf (_("free, next is job %s"), number);
    }
}

/**
 * dwc_map_words_dup_person:
 * @person: a technician
 * @now_us: the time
 *
 * Returns: (transfer full): "Technician Svetlana Orlova, on site at job 191, position 4 s old"
 */
char *
dwc_map_words_dup_person (const DwcMapPerson *person,
                          gint64              now_us)
{
  g_autofree char *doing = dwc_map_words_dup_doing (person);
  g_autofree char *age = NULL;
  const char *name = dwd_technician_get_employee_name (person->technician);
  int late = (int) (person->lateness_us / DWD_USEC_PER_MINUTE);

  if (!dwc_map_person_is_placed (person))
    return g_strdup_printf (_("Technician %s, %s, position unknown"), name, doing);

  age = dwc_wording_duration (now_us - person->position.recorded_us);
  if (late > 0 && person->presence != DWC_MAP_PRESENCE_OFF)
    return g_strdup_printf (ngettext ("Technician %s, %s, %d minute late, position %s old",
                                      "Technician %s, %s, %d minutes late, position %s old", (gulong) late),
                            name, doing, late, age);

  /* Translators: a name, what they do ("on site at job 191"), and an age ("4 s"). */
  return g_strdup_printf (_("Technician %s, %s, position %s old"), name, doing, age);
}

/**
 * dwc_map_words_dup_chip:
 * @person: a technician
 * @now_us: the time
 *
 * Returns: (transfer full): what stands under the symbol: "Madina +12", "Arman · 18 min"
 */
char *
dwc_map_words_dup_chip (const DwcMapPerson *person,
                        gint64              now_us)
{
  const char *name = dwd_technician_get_first_name (person->technician);
  int late = (int) (person->lateness_us / DWD_USEC_PER_MINUTE);
  g_autofree char *age = NULL;

  switch (person->presence)
    {
    case DWC_MAP_PRESENCE_OFF:
      /* Translators: a technician who is off duty, under the symbol on the map. */
      return g_strdup_printf (_("%s · off"), name);

    case DWC_MAP_PRESENCE_STALE:
      age = dwc_wording_duration (now_us - person->position.recorded_us);
      /* Translators: a technician and how old the last position is. */
      return g_strdup_printf (_("%s · %s"), name, age);

    case DWC_MAP_PRESENCE_LIVE:
    default:
      if (late <= 0)
        return g_strdup (name);
      if (late < 100)
        /* Translators: a technician and by how many minutes they run late. */
        return g_strdup_printf (_("%s +%d"), name, late);
      /* Translators: a technician and by how many hours they run late. */
      return g_strdup_printf (_("%s +%d h"), name, late / 60);
    }
}

static void
append_mark (GString    *text,
             const char *words)
{
  g_string_append (text, ", ");
  g_string_append (text, words);
}

/**
 * dwc_map_words_dup_job:
 * @job: a job
 *
 * Returns: (transfer full): "Job 204 Server-room AC down, Unassigned, Urgent"
 */
char *
dwc_map_words_dup_job (DwdJob *job)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *who = dwd_job_get_assigned_to_name (job);
  DwdJobMarks marks = dwd_job_get_marks (job);

  /* Translators: number, title, state and priority of a job. */
  g_string_printf (text, _("Job %s %s, %s, %s"), dwd_job_get_short_name (job), dwd_job_get_title (job),
                   dwc_palette_status_word (dwd_job_get_status (job)),
                   dwc_palette_priority_word (dwd_job_get_priority (job)));
  if (who[0] != '\0')
    append_mark (text, who);
  if (marks & DWD_JOB_MARK_CONFLICT)
    append_mark (text, _("in conflict"));
  if (marks & DWD_JOB_MARK_FAILED)
    append_mark (text, _("a change was refused"));
  if (marks & DWD_JOB_MARK_QUEUED)
    append_mark (text, _("changes wait to be sent"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * dwc_map_words_dup_jobs:
 * @counts: how many jobs of each state
 *
 * Returns: (transfer full): "7 jobs: 3 Assigned, 4 Unassigned"
 */
char *
dwc_map_words_dup_jobs (const guint counts[DWD_N_JOB_STATUSES])
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint total = 0;
  const char *separator = ": ";

  for (guint i = 0; i < DWD_N_JOB_STATUSES; i++)
    total += counts[i];

  g_string_printf (text, ngettext ("%u job", "%u jobs", total), total);
  for (guint i = 0; i < DWD_N_JOB_STATUSES; i++)
    {
      if (counts[i] == 0)
        continue;
      g_string_append (text, separator);
      /* Translators: how many jobs are in a state: "3 Assigned". */
      g_string_append_printf (text, _("%u %s"), counts[i], dwc_palette_status_word ((DwdJobStatus) i));
      separator = ", ";
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * dwc_map_words_dup_people:
 * @n_people: technicians at one place
 * @n_late: how many of them run late
 *
 * Returns: (transfer full): "3 technicians, 1 late"
 */
char *
dwc_map_words_dup_people (guint n_people,
                          guint n_late)
{
  if (n_late == 0)
    return g_strdup_printf (ngettext ("%u technician", "%u technicians", n_people), n_people);

  /* Translators: the second number is how many of them run late. */
  return g_strdup_printf (ngettext ("%u technician, %u late", "%u technicians, %u late", n_people),
                          n_people, n_late);
}

/**
 * dwc_map_words_dup_freshness:
 * @freshness: the counts
 * @now_us: the time
 *
 * Returns: (transfer full): "9 of 10 live · 4 s"
 */
char *
dwc_map_words_dup_freshness (const DwcMapFreshness *freshness,
                             gint64                 now_us)
{
  g_autofree char *age = NULL;

  if (freshness->n_on_shift == 0)
    return g_strdup (_("Nobody on shift"));
  if (freshness->newest_us == DWD_TIME_NONE)
    return g_strdup (_("No positions yet"));

  age = dwc_wording_duration (now_us - freshness->newest_us);
  /* Translators: technicians heard of lately, technicians on shift, age of the newest position. */
  return g_strdup_printf (_("%u of %u live · %s"), freshness->n_live, freshness->n_on_shift, age);
}
