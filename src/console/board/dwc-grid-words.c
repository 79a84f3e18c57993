/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-words.h"

#include <glib/gi18n.h>

#include "dwc-wording.h"
#include "widgets/dwc-palette.h"

static GDateTime *
new_date_time (DwdZone *zone,
               gint64   time_us)
{
  DwdCivil civil;

  dwd_zone_to_civil (zone, time_us, &civil);

  return g_date_time_new_utc (civil.year, civil.month, civil.day,
                              civil.hour, civil.minute, civil.second);
}

/**
 * dwc_grid_words_day:
 * @context: for the zone
 * @time_us: an instant
 *
 * Returns: its day, short: "Tue 24"
 */
char *
dwc_grid_words_day (DwcContext *context,
                    gint64      time_us)
{
  g_autoptr (GDateTime) date = new_date_time (dwc_context_get_zone (context), time_us);

  /* Translators: weekday and day of the month on the axis of the time grid, in the syntax of
   * g_date_time_format(). */
  return g_date_time_format (date, C_("axis day", "%a %-d"));
}

/**
 * dwc_grid_words_until:
 * @context: for now and the zone
 * @time_us: when something ends
 *
 * Returns: the time of day where it is today, else the day: "13:00", "Thu 26 Nov"
 */
char *
dwc_grid_words_until (DwcContext *context,
                      gint64      time_us)
{
  DwdZone *zone = dwc_context_get_zone (context);
  gint64 now_us = dwd_clock_get_now (dwc_context_get_clock (context));

  if (time_us < dwd_zone_day_start (zone, now_us, 1))
    return dwc_wording_time (context, time_us);

  /* An absence ends with the midnight behind its last day, which is the day people name. */
  return dwc_wording_short_date (context, time_us - 1);
}

static int
get_minutes (gint64 duration_us)
{
  return (int) (duration_us / DWD_USEC_PER_MINUTE);
}

/**
 * dwc_grid_words_minutes:
 * @duration_us: how long
 *
 * Returns: the bare number of minutes below two hours, from there hours and minutes: for places
 *   that have hardly any room and say elsewhere what is counted
 */
char *
dwc_grid_words_minutes (gint64 duration_us)
{
  int minutes = get_minutes (duration_us);

  if (minutes < 120)
    return g_strdup_printf ("%d", minutes);

  /* Translators: hours and minutes, "2 h 05". */
  return g_strdup_printf (C_("duration", "%d h %02d"), minutes / 60, minutes % 60);
}

char *
dwc_grid_words_plus (gint64 duration_us)
{
  g_autofree char *minutes = dwc_grid_words_minutes (duration_us);

  /* Translators: how much longer a job takes than planned, on the bar's extension: "+42". */
  return g_strdup_printf (C_("overrun", "+%s"), minutes);
}

/**
 * dwc_grid_words_spelled:
 * @duration_us: how long
 *
 * Returns: the duration in full words, for those who hear it: "12 minutes"
 */
char *
dwc_grid_words_spelled (gint64 duration_us)
{
  int minutes = get_minutes (duration_us);
  g_autofree char *hours_text = NULL;
  g_autofree char *minutes_text = NULL;

  minutes_text = g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) (minutes % 60)),
                                  minutes % 60);
  if (minutes < 60)
    return g_steal_pointer (&minutes_text);

  hours_text = g_strdup_printf (ngettext ("%d hour", "%d hours", (gulong) (minutes / 60)), minutes / 60);
  if (minutes % 60 == 0)
    return g_steal_pointer (&hours_text);

  /* Translators: hours, then minutes: "1 hour 5 minutes". */
  return g_strdup_printf (C_("duration", "%s %s"), hours_text, minutes_text);
}

static const char *
get_number (const DwcGridTrack *track,
            int                 position)
{
  return dwd_job_get_short_name (dwc_grid_track_get_item (track, (guint) position)->job);
}

static char *
describe_lateness (const DwcGridItem *item)
{
  g_autofree char *duration = dwc_grid_words_spelled (item->lateness_us);

  if (dwc_grid_item_is_waiting (item))
    return g_strdup_printf (_("%s late"), duration);

  return g_strdup_printf (_("running %s over"), duration);
}

static void
take_text (GPtrArray *parts,
           char      *text)
{
  g_ptr_array_add (parts, text);
}

/* What is wrong or unfinished about the bar: the same sentences in tooltip and accessible name. */
static void
add_reasons (GPtrArray          *parts,
             const DwcGridTrack *track,
             const DwcGridItem  *item)
{
  DwdJobMarks marks = dwd_job_get_marks (item->job);

  if (item->lateness_us > 0)
    take_text (parts, describe_lateness (item));

  if (item->knock_on_us > 0)
    {
      g_autofree char *duration = dwc_grid_words_spelled (item->knock_on_us);

      take_text (parts, g_strdup_printf (_("will start %s late because of job %s"), duration,
                                         get_number (track, item->knock_on_by)));
    }

  if (item->delays >= 0)
    take_text (parts, g_strdup_printf (_("delays job %s"), get_number (track, item->delays)));

  if (item->overlap_us > 0)
    {
      g_autofree char *duration = dwc_grid_words_spelled (item->overlap_us);

      take_text (parts, g_strdup_printf (_("overlaps job %s by %s"),
                                         get_number (track, item->overlap_with), duration));
    }

  if (item->untimed)
    take_text (parts, g_strdup (_("no time set")));
  if (marks & DWD_JOB_MARK_CONFLICT)
    take_text (parts, g_strdup (_("in conflict with the server")));
  if (marks & DWD_JOB_MARK_FAILED)
    take_text (parts, g_strdup (_("a change was refused")));
  if (marks & DWD_JOB_MARK_QUEUED)
    take_text (parts, g_strdup (_("changes not sent yet")));
}

static char *
join (GPtrArray  *parts,
      const char *separator)
{
  g_ptr_array_add (parts, NULL);

  return g_strjoinv (separator, (char **) parts->pdata);
}

/**
 * dwc_grid_words_bar_name:
 * @context: for zone and clock format
 * @track: the row
 * @position: the bar
 *
 * Returns: the bar's accessible name, which says all that the bar shows
 */
char *
dwc_grid_words_bar_name (DwcContext         *context,
                         const DwcGridTrack *track,
                         guint               position)
{
  const DwcGridItem *item = dwc_grid_track_get_item (track, position);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  DwdPriority priority = dwd_job_get_priority (item->job);

  /* Translators: number and title of a job. */
  take_text (parts, g_strdup_printf (_("Job %s %s"), dwd_job_get_short_name (item->job),
                                     dwd_job_get_title (item->job)));
  take_text (parts, g_strdup (dwc_palette_status_word (dwd_job_get_status (item->job))));
  if (priority == DWD_PRIORITY_URGENT || priority == DWD_PRIORITY_HIGH)
    take_text (parts, g_strdup (dwc_palette_priority_word (priority)));
  if (!item->untimed)
    take_text (parts, dwc_wording_time_range (context, item->start_us, item->end_us));
  if (dwd_job_get_assigned_to_name (item->job)[0] != '\0')
    take_text (parts, g_strdup (dwd_job_get_assigned_to_name (item->job)));
  add_reasons (parts, track, item);

  return join (parts, ", ");
}

static void
add_times (GPtrArray         *lines,
           DwcContext        *context,
           const DwcGridItem *item)
{
  gint64 began_us = dwd_job_get_actual_start (item->job);
  gint64 ended_us = dwd_job_get_actual_end (item->job);
  g_autofree char *range = dwc_wording_time_range (context, item->start_us, item->end_us);
  g_autofree char *duration = dwc_wording_duration (item->end_us - item->start_us);

  if (!item->untimed)
    take_text (lines, g_strdup_printf (_("Planned %s · %s"), range, duration));

  if (began_us != DWD_TIME_NONE && ended_us != DWD_TIME_NONE)
    {
      g_autofree char *actual = dwc_wording_time_range (context, began_us, ended_us);

      take_text (lines, g_strdup_printf (_("Actual %s"), actual));
    }
  else if (began_us != DWD_TIME_NONE)
    {
      g_autofree char *began = dwc_wording_time (context, began_us);

      take_text (lines, g_strdup_printf (_("There since %s"), began));
    }

  if (item->travel_us > 0)
    {
      g_autofree char *travel = dwc_wording_duration (item->travel_us);

      take_text (lines, g_strdup_printf (_("Travel %s before"), travel));
    }
}

static void
add_escaped (GPtrArray  *lines,
             const char *text)
{
  if (text[0] != '\0')
    take_text (lines, g_markup_escape_text (text, -1));
}

static char *
capitalise (const char *text)
{
  g_autofree char *first = g_utf8_substring (text, 0, 1);
  g_autofree char *upper = g_utf8_strup (first, -1);

  return g_strconcat (upper, g_utf8_next_char (text), NULL);
}

/**
 * dwc_grid_words_bar_tooltip:
 * @context: for zone and clock format
 * @track: the row
 * @position: the bar
 *
 * Returns: everything that the board knows of the job, as Pango markup
 */
char *
dwc_grid_words_bar_tooltip (DwcContext         *context,
                            const DwcGridTrack *track,
                            guint               position)
{
  const DwcGridItem *item = dwc_grid_track_get_item (track, position);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (g_free);
  const char *const *skills = dwd_job_get_required_skills (item->job);

  take_text (lines, g_markup_printf_escaped ("<b>%s</b> %s", dwd_job_get_short_name (item->job),
                                             dwd_job_get_title (item->job)));
  take_text (lines, g_markup_printf_escaped ("%s · %s",
                                             dwc_palette_status_word (dwd_job_get_status (item->job)),
                                             dwc_palette_priority_word (dwd_job_get_priority (item->job))));
  add_times (lines, context, item);
  add_escaped (lines, dwd_job_get_customer_name (item->job));
  add_escaped (lines, dwd_job_get_formatted_address (item->job));
  if (skills[0] != NULL)
    {
      g_autofree char *needed = g_strjoinv (", ", (char **) skills);

      take_text (lines, g_markup_printf_escaped (_("Needs %s"), needed));
    }

  add_reasons (reasons, track, item);
  for (guint i = 0; i < reasons->len; i++)
    {
      g_autofree char *sentence = capitalise (g_ptr_array_index (reasons, i));

      take_text (lines, g_markup_printf_escaped ("<b>%s</b>", sentence));
    }

  return join (lines, "\n");
}
