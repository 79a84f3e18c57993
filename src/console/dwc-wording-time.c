/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-wording.h"

#include "dwc-prefs.h"

#include "base/dwd-time-text.h"
#include "widgets/dwc-palette.h"

#include <glib/gi18n.h>
#include <langinfo.h>

/* g_date_time_format() knows the words of the language; the zone was applied before. */
static GDateTime *
new_wall_time (DwcContext *context,
               gint64      us)
{
  DwdCivil civil;

  dwd_zone_to_civil (dwc_context_get_zone (context), us, &civil);

  return g_date_time_new_utc (civil.year, civil.month, civil.day,
                              MIN (civil.hour, 23), civil.minute, civil.second);
}

static char *
format_wall_time (DwcContext *context,
                  gint64      us,
                  const char *format)
{
  g_autoptr (GDateTime) wall = us != DWD_TIME_NONE ? new_wall_time (context, us) : NULL;

  return wall != NULL ? g_date_time_format (wall, format) : g_strdup ("");
}

static gboolean
locale_has_12_hours (void)
{
  const char *format = nl_langinfo (T_FMT);

  return strstr (format, "%I") != NULL || strstr (format, "%r") != NULL || strstr (format, "%p") != NULL;
}

static gboolean
shows_12_hours (DwcContext *context)
{
  GSettings *settings = dwc_context_get_settings (context);
  DwcClockFormat format = settings != NULL ? g_settings_get_enum (settings, DWC_PREF_CLOCK_FORMAT)
                                           : DWC_CLOCK_24_HOURS;

  switch (format)
    {
    case DWC_CLOCK_12_HOURS:
      return TRUE;
    case DWC_CLOCK_24_HOURS:
      return FALSE;
    case DWC_CLOCK_LOCALE:
      break;
    }

  return locale_has_12_hours ();
}

/**
 * dwc_wording_duration:
 * @us: a duration; a negative one counts as none
 *
 * Returns: (transfer full): at most two units, cut, never rounded up: "4 s", "18 min", "1 h 52",
 *   "2 d 4 h"
 */
char *
dwc_wording_duration (gint64 us)
{
  gint64 seconds = MAX (us, 0) / DWD_USEC_PER_SEC;
  int days = seconds / 86400;
  int hours = seconds / 3600 % 24;
  int minutes = seconds / 60 % 60;

  if (seconds < 60)
    /* Translators: seconds. */
    return g_strdup_printf (_("%d s"), (int) seconds);
  if (seconds < 3600)
    /* Translators: minutes. */
    return g_strdup_printf (_("%d min"), minutes);
  if (days == 0 && minutes == 0)
    /* Translators: hours. */
    return g_strdup_printf (_("%d h"), hours);
  if (days == 0)
    /* Translators: hours and minutes: "1 h 52". */
    return g_strdup_printf (_("%1$d h %2$02d"), hours, minutes);
  if (hours == 0)
    /* Translators: days. */
    return g_strdup_printf (_("%d d"), days);

  /* Translators: days and hours: "2 d 4 h". */
  return g_strdup_printf (_("%1$d d %2$d h"), days, hours);
}

/**
 * dwc_wording_time:
 * @context: the context, for zone and clock format
 * @us: an instant
 *
 * Returns: (transfer full): the time of day; empty for %DWD_TIME_NONE
 */
char *
dwc_wording_time (DwcContext *context,
                  gint64      us)
{
  /* Translators: a time of day with 12 hours, in the syntax of g_date_time_format(). */
  return format_wall_time (context, us, shows_12_hours (context) ? _("%-l:%M %p") : "%H:%M");
}

char *
dwc_wording_time_range (DwcContext *context,
                        gint64      start_us,
                        gint64      end_us)
{
  g_autofree char *start = dwc_wording_time (context, start_us);
  g_autofree char *end = dwc_wording_time (context, end_us);

  if (end_us == DWD_TIME_NONE)
    return g_steal_pointer (&start);

  /* Translators: from, to: "11:00–13:00". */
  return g_strdup_printf (_("%1$s–%2$s"), start, end);
}

char *
dwc_wording_date (DwcContext *context,
                  gint64      us)
{
  /* Translators: a date with its year, in the syntax of g_date_time_format(). */
  return format_wall_time (context, us, _("%a %-d %b %Y"));
}

char *
dwc_wording_short_date (DwcContext *context,
                        gint64      us)
{
  /* Translators: a date without its year, in the syntax of g_date_time_format(). */
  return format_wall_time (context, us, _("%a %-d %b"));
}

static gint64
get_today (DwcContext *context)
{
  return dwd_zone_day_start (dwc_context_get_zone (context),
                             dwd_clock_get_now (dwc_context_get_clock (context)), 0);
}

static gboolean
is_today (DwcContext *context,
          gint64      us)
{
  return dwd_zone_day_start (dwc_context_get_zone (context), us, 0) == get_today (context);
}

/**
 * dwc_wording_moment:
 * @context: the context
 * @us: an instant
 *
 * Returns: (transfer full): the time, and the date before it unless it is today
 */
char *
dwc_wording_moment (DwcContext *context,
                    gint64      us)
{
  g_autofree char *time = NULL;
  g_autofree char *date = NULL;

  if (us == DWD_TIME_NONE)
    return g_strdup ("");

  time = dwc_wording_time (context, us);
  if (is_today (context, us))
    return g_steal_pointer (&time);

  date = dwc_wording_short_date (context, us);

  /* Translators: a date, then a time. */
  return g_strdup_printf (_("%1$s %2$s"), date, time);
}

/* "2026-11-24 14:00–15:30", as the server writes a move. */
static char *
word_range (DwcContext *context,
            const char *text,
            const char *dash)
{
  DwdZone *zone = dwc_context_get_zone (context);
  DwdCivil start;
  DwdCivil end;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (!dwd_time_text_parse_datetime (text, dash - text, &start) ||
      !dwd_time_text_parse_time (dash + strlen ("–"), -1, &end))
    return g_strdup (text);

  from = dwc_wording_moment (context, dwd_zone_to_utc (zone, &start));
  end.year = start.year;
  end.month = start.month;
  end.day = start.day;
  to = dwc_wording_time (context, dwd_zone_to_utc (zone, &end));

  return g_strdup_printf (_("%1$s–%2$s"), from, to);
}

/**
 * dwc_wording_detail_time:
 * @context: the context
 * @text: what the engine or the server calls the new time
 *
 * Returns: (transfer full): the moment or the range in the person's format, or @text where it is
 *   no time
 */
char *
dwc_wording_detail_time (DwcContext *context,
                         const char *text)
{
  const char *dash = strstr (text, "–");
  DwdCivil civil;
  gint64 us;

  if (dash != NULL)
    return word_range (context, text, dash);
  if (dwd_time_text_parse_instant (text, -1, &us))
    return dwc_wording_moment (context, us);
  if (dwd_time_text_parse_datetime (text, -1, &civil))
    return dwc_wording_moment (context, dwd_zone_to_utc (dwc_context_get_zone (context), &civil));

  return g_strdup (text);
}

const char *
dwc_wording_window (DwdWindow window)
{
  switch (window)
    {
    case DWD_WINDOW_MORNING:
      return C_("window", "morning");
    case DWD_WINDOW_AFTERNOON:
      return C_("window", "afternoon");
    case DWD_WINDOW_EVENING:
      return C_("window", "evening");
    case DWD_WINDOW_ANY:
    case DWD_WINDOW_UNKNOWN:
      break;
    }

  return C_("window", "any time");
}

static char *
word_day (DwcContext *context,
          gint64      us)
{
  if (us == DWD_TIME_NONE)
    return g_strdup (_("No date"));
  if (is_today (context, us))
    return g_strdup (_("Today"));

  return dwc_wording_short_date (context, us);
}

/**
 * dwc_wording_job_when:
 * @context: the context
 * @job: a job
 *
 * Returns: (transfer full): its planned time, with the day unless it is today; without a time the
 *   day and the customer's window
 */
char *
dwc_wording_job_when (DwcContext *context,
                      DwdJob     *job)
{
  gint64 start_us = dwd_job_get_start (job);
  g_autofree char *range = NULL;
  g_autofree char *day = NULL;

  if (start_us == DWD_TIME_NONE)
    {
      day = word_day (context, dwd_job_get_date (job));

      /* Translators: a day, then a part of it: "Wed 25 Nov, morning". */
      return g_strdup_printf (_("%1$s, %2$s"), day, dwc_wording_window (dwd_job_get_preferred_window (job)));
    }

  range = dwc_wording_time_range (context, start_us, dwd_job_get_end (job));
  if (is_today (context, start_us))
    return g_steal_pointer (&range);

  day = dwc_wording_short_date (context, start_us);

  return g_strdup_printf (_("%1$s %2$s"), day, range);
}

char *
dwc_wording_lateness (gint64 lateness_us)
{
  g_autofree char *duration = NULL;

  if (lateness_us < DWD_USEC_PER_MINUTE)
    return g_strdup (_("On time"));

  duration = dwc_wording_duration (lateness_us);

  return g_strdup_printf (_("%s late"), duration);
}

/**
 * dwc_wording_job_due:
 * @job: a job
 * @now_us: now
 *
 * Returns: (transfer full): how late it is, or in what time it is to start; empty where neither
 *   can be said
 */
char *
dwc_wording_job_due (DwdJob *job,
                     gint64  now_us)
{
  gint64 lateness_us = dwd_job_get_lateness (job, now_us);
  gint64 start_us = dwd_job_get_start (job);
  g_autofree char *left = NULL;

  if (!dwd_job_is_open (job))
    return g_strdup ("");
  if (lateness_us >= DWD_USEC_PER_MINUTE)
    return dwc_wording_lateness (lateness_us);
  if (start_us == DWD_TIME_NONE || start_us <= now_us)
    return g_strdup ("");

  left = dwc_wording_duration (start_us - now_us);

  /* Translators: %s is a duration until the job is to start. */
  return g_strdup_printf (_("in %s"), left);
}

/**
 * dwc_wording_history:
 * @context: the context
 * @entry: a line of a record's history
 *
 * Returns: (transfer full): what happened, without when and who
 */
char *
dwc_wording_history (DwcContext      *context,
                     DwdHistoryEntry *entry)
{
  const char *detail = dwd_history_entry_get_detail (entry);
  DwdJobStatus status;
  g_autofree char *when = NULL;

  switch (dwd_history_entry_get_kind (entry))
    {
    case DWD_HISTORY_STATUS:
      status = dwd_job_status_from_string (detail, -1);
      return g_strdup_printf (_("Status: %s"), status != DWD_JOB_STATUS_UNKNOWN
                              ? dwc_palette_status_word (status) : detail);
    case DWD_HISTORY_ASSIGNED:
      if (*detail == '\0')
        return g_strdup (_("Unassigned"));
      return g_strdup_printf (_("Assigned to %s"), detail);
    case DWD_HISTORY_RESCHEDULED:
      when = dwc_wording_detail_time (context, detail);
      return *when == '\0' ? g_strdup (_("Moved")) : g_strdup_printf (_("Moved to %s"), when);
    case DWD_HISTORY_EDITED:
      return *detail == '\0' ? g_strdup (_("Edited")) : g_strdup_printf (_("Edited: %s"), detail);
    case DWD_HISTORY_CREATED:
      break;
    }

  return g_strdup (_("Created"));
}
