/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-state.h"

#include <glib/gi18n.h>

#include "dwc-grid-words.h"
#include "dwc-wording.h"

typedef struct
{
  const DwcGridItem *on_site;     /* arrived or working; the one that is latest */
  const DwcGridItem *en_route;
  const DwcGridItem *overdue;     /* should have left for it */
} Doing;

static void
keep_latest (const DwcGridItem **kept,
             const DwcGridItem  *item)
{
  if (*kept == NULL || item->lateness_us > (*kept)->lateness_us)
    *kept = item;
}

static void
find_doing (Doing              *doing,
            const DwcGridTrack *track)
{
  for (guint i = 0; i < dwc_grid_track_get_n_items (track); i++)
    {
      const DwcGridItem *item = dwc_grid_track_get_item (track, i);
      DwdJobStatus status = dwd_job_get_status (item->job);

      if (status == DWD_JOB_STATUS_ARRIVED || status == DWD_JOB_STATUS_IN_PROGRESS)
        keep_latest (&doing->on_site, item);
      else if (status == DWD_JOB_STATUS_EN_ROUTE)
        keep_latest (&doing->en_route, item);
      else if (status == DWD_JOB_STATUS_ASSIGNED && item->lateness_us > 0 && !item->untimed)
        keep_latest (&doing->overdue, item);
    }
}

static void
set_state (DwcGridState *self,
           const char   *icon,
           gint64        heat_us,
           char         *text)
{
  self->icon = icon;
  self->text = text;
  self->role = heat_us > 0 ? dwc_palette_role_of_lateness (heat_us) : DWC_ROLE_HEAT_0;
}

static gboolean
describe_job (DwcGridState *self,
              const Doing  *doing)
{
  const DwcGridItem *item = doing->on_site;
  g_autofree char *minutes = NULL;
  const char *number;
  DwdJobStatus status;

  if (item == NULL)
    item = doing->en_route != NULL ? doing->en_route : doing->overdue;
  if (item == NULL)
    return FALSE;

  number = dwd_job_get_short_name (item->job);
  status = dwd_job_get_status (item->job);
  minutes = dwc_grid_words_minutes (item->lateness_us);

  if (item == doing->on_site && item->lateness_us > 0)
    set_state (self, dwc_palette_status_icon (status), item->lateness_us,
               /* Translators: works longer than planned, "Running over · +42". */
               g_strdup_printf (_("Running over · +%s"), minutes));
  else if (status == DWD_JOB_STATUS_ARRIVED)
    set_state (self, dwc_palette_status_icon (status), 0,
               g_strdup_printf (_("Arrived at %s"), number));
  else if (item == doing->on_site)
    set_state (self, dwc_palette_status_icon (status), 0,
               g_strdup_printf (_("On site %s"), number));
  else if (item == doing->en_route && item->lateness_us > 0)
    set_state (self, dwc_palette_status_icon (status), item->lateness_us,
               /* Translators: number of a job, minutes: "En route 195 · 12 late". */
               g_strdup_printf (_("En route %s · %s late"), number, minutes));
  else if (item == doing->en_route)
    set_state (self, dwc_palette_status_icon (status), 0,
               g_strdup_printf (_("En route %s"), number));
  else
    set_state (self, dwc_palette_lateness_icon (item->lateness_us), item->lateness_us,
               /* Translators: has not set out for a job yet: "Not left for 205 · 12 late". */
               g_strdup_printf (_("Not left for %s · %s late"), number, minutes));

  return TRUE;
}

static const DwdSpan *
find_span (const DwdSpan *spans,
           gsize          n_spans,
           DwdSpanKind    kind,
           gint64         now_us)
{
  for (gsize i = 0; i < n_spans; i++)
    {
      if (spans[i].kind == kind && spans[i].start_us <= now_us && spans[i].end_us > now_us)
        return &spans[i];
    }

  return NULL;
}

static const DwdSpan *
find_next_shift (const DwdSpan *spans,
                 gsize          n_spans,
                 gint64         now_us)
{
  for (gsize i = 0; i < n_spans; i++)
    {
      if (spans[i].kind == DWD_SPAN_SHIFT && spans[i].start_us > now_us)
        return &spans[i];
    }

  return NULL;
}

static gboolean
describe_absence (DwcGridState  *self,
                  DwcContext    *context,
                  const DwdSpan *spans,
                  gsize          n_spans,
                  gint64         now_us)
{
  const DwdSpan *leave = find_span (spans, n_spans, DWD_SPAN_LEAVE, now_us);
  const DwdSpan *pause = find_span (spans, n_spans, DWD_SPAN_BREAK, now_us);
  const DwdSpan *next = find_next_shift (spans, n_spans, now_us);
  g_autofree char *until = NULL;

  if (leave != NULL)
    {
      until = dwc_grid_words_until (context, leave->end_us);
      set_state (self, "action-unavailable-symbolic", 0,
                 /* Translators: the kind of absence, then when it ends: "Leave until Thu 26 Nov". */
                 g_strdup_printf (_("%s until %s"), leave->label != NULL ? leave->label : _("Leave"), until));
    }
  else if (n_spans > 0 && find_span (spans, n_spans, DWD_SPAN_SHIFT, now_us) == NULL)
    {
      until = next != NULL ? dwc_grid_words_until (context, next->start_us) : NULL;
      set_state (self, "action-unavailable-symbolic", 0,
                 until != NULL ? g_strdup_printf (_("Off until %s"), until) : g_strdup (_("Off duty")));
    }
  else if (pause != NULL)
    {
      until = dwc_grid_words_until (context, pause->end_us);
      set_state (self, "media-playback-pause-symbolic", 0,
                 g_strdup_printf (_("%s until %s"), pause->label != NULL ? pause->label : _("Break"), until));
    }
  else if (n_spans == 0)
    set_state (self, "action-unavailable-symbolic", 0, g_strdup (_("No shift")));
  else
    return FALSE;

  return TRUE;
}

/**
 * dwc_grid_state_describe:
 * @self: (out caller-allocates): filled; free with dwc_grid_state_clear()
 * @context: for now, spans and positions
 * @employee: the technician
 * @track: the technician's bars, forecast for now
 *
 * The job at hand comes first, because it is what the dispatcher waits for; then why nobody is
 * there; then that nothing has been heard; else the person is free.
 */
void
dwc_grid_state_describe (DwcGridState       *self,
                         DwcContext         *context,
                         const char         *employee,
                         const DwcGridTrack *track)
{
  DwdBoard *board = dwc_context_get_board (context);
  gint64 now_us = dwd_clock_get_now (dwc_context_get_clock (context));
  Doing doing = { NULL, NULL, NULL };
  DwdPosition position;
  gsize n_spans;
  const DwdSpan *spans = dwd_board_get_spans (board, employee, &n_spans);

  find_doing (&doing, track);
  if (describe_job (self, &doing)
      || describe_absence (self, context, spans, n_spans, now_us))
    return;

  if (dwd_board_get_position (board, employee, &position)
      && now_us - position.recorded_us > DWD_POSITION_STALE_US)
    {
      g_autofree char *age = dwc_wording_duration (now_us - position.recorded_us);

      set_state (self, "dialog-warning-symbolic", DWD_USEC_PER_MINUTE,
                 g_strdup_printf (_("No position %s"), age));
      return;
    }

  set_state (self, "object-select-symbolic", 0, g_strdup (_("Available")));
}

void
dwc_grid_state_clear (DwcGridState *self)
{
  g_clear_pointer (&self->text, g_free);
}
