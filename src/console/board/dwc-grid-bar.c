/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-bar-private.h"

#include <math.h>

#include "dwc-grid-words.h"

#define RADIUS 5
#define EDGE 3
#define PAD 8
#define PAD_NARROW 4
#define GAP 4
#define MARK_GAP 2
#define MAX_MARKS 4

/* Below the first only the icon is drawn, and the title wants the second. */
#define NUMBER_ROOM 34
#define TITLE_ROOM 36
#define ICON_ROOM 16

typedef enum
{
  FILL_DASHED,    /* nobody's, or without a time */
  FILL_TINT,      /* planned */
  FILL_TICKED,    /* on the way */
  FILL_SOLID,     /* live */
  FILL_PALE,      /* history */
  FILL_OUTLINE,   /* called off */
} Fill;

typedef struct
{
  const char *icon;
  DwcRole     role;
} Mark;

/* Where things go along the body, from its leading edge. */
typedef struct
{
  double icon_x;
  double text_x;
  double text_width;   /* what number and title may take */
  gboolean icon;
  gboolean number;
  gboolean title;
  guint    n_marks;
} Arrangement;

G_DEFINE_FINAL_TYPE (DwcGridBar, dwc_grid_bar, GTK_TYPE_WIDGET)

static Fill
get_fill (DwcGridBar *self)
{
  if (self->item.untimed)
    return FILL_DASHED;

  switch (dwd_job_get_status (self->item.job))
    {
    case DWD_JOB_STATUS_ASSIGNED:
      return FILL_TINT;
    case DWD_JOB_STATUS_EN_ROUTE:
      return FILL_TICKED;
    case DWD_JOB_STATUS_ARRIVED:
    case DWD_JOB_STATUS_IN_PROGRESS:
      return FILL_SOLID;
    case DWD_JOB_STATUS_COMPLETED:
      return FILL_PALE;
    case DWD_JOB_STATUS_CANCELLED:
      return FILL_OUTLINE;
    case DWD_JOB_STATUS_DRAFT:
    case DWD_JOB_STATUS_UNASSIGNED:
    case DWD_JOB_STATUS_UNKNOWN:
    default:
      return FILL_DASHED;
    }
}

static guint
collect_marks (DwcGridBar *self,
               Mark        marks[MAX_MARKS])
{
  const DwcGridItem *item = &self->item;
  DwdJobMarks set = dwd_job_get_marks (item->job);
  guint n = 0;

  if (set & DWD_JOB_MARK_QUEUED)
    marks[n++] = (Mark) { "send-to-symbolic", DWC_ROLE_HEAT_HALF };
  if (set & DWD_JOB_MARK_FAILED)
    marks[n++] = (Mark) { "dialog-error-symbolic", DWC_ROLE_HEAT_3 };
  if (set & DWD_JOB_MARK_CONFLICT)
    marks[n++] = (Mark) { "view-dual-symbolic", DWC_ROLE_CONFLICT };
  if (item->overlap_us > 0 || item->knock_on_us > 0 || item->delays >= 0)
    marks[n++] = (Mark) { "dialog-warning-symbolic", DWC_ROLE_HEAT_2 };

  return n;
}

static void
ensure_layouts (DwcGridBar *self)
{
  DwdJob *job = self->item.job;
  const char *number = dwd_job_get_short_name (job);
  gboolean strike = dwd_job_get_status (job) == DWD_JOB_STATUS_CANCELLED;

  if (self->number != NULL)
    return;

  self->number = dwc_grid_ink_create_layout (self->ink, DWC_GRID_TEXT_BAR, number);
  dwc_grid_ink_embolden (self->number, (guint) strlen (number), strike);
  pango_layout_get_pixel_size (self->number, &self->number_width, NULL);

  self->title = dwc_grid_ink_create_layout (self->ink, DWC_GRID_TEXT_BAR, dwd_job_get_title (job));
  if (strike)
    dwc_grid_ink_embolden (self->title, 0, TRUE);
}

static void
arrange (DwcGridBar  *self,
         Arrangement *out,
         int          width,
         guint        n_marks)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  double scale = metrics->text_scale;
  gboolean roomy = width >= NUMBER_ROOM * scale + PAD * 3;
  double pad = roomy ? PAD : PAD_NARROW;
  double marks_width = n_marks * (metrics->mark + MARK_GAP);

  out->n_marks = n_marks;
  out->icon = width >= ICON_ROOM * scale;
  out->number = FALSE;
  out->title = FALSE;
  out->icon_x = pad;
  out->text_x = pad + metrics->icon + GAP;
  out->text_width = width - out->text_x - PAD_NARROW - marks_width;

  if (width >= NUMBER_ROOM * scale)
    {
      /* A warning matters more than the number that the row and the tooltip repeat. */
      out->number = out->text_width >= self->number_width;
      out->title = out->text_width - self->number_width - GAP >= TITLE_ROOM * scale;
    }

  if (!out->number)
    {
      gboolean fits = width >= out->icon_x + metrics->icon + GAP + marks_width;

      if (!fits)
        out->n_marks = 0;
      if (out->n_marks == 0)
        out->icon_x = (width - metrics->icon) / 2.0;
    }
}

static void
draw_fill (DwcGridBar            *self,
           GtkSnapshot           *snapshot,
           Fill                   fill,
           const graphene_rect_t *area)
{
  DwcRole role_id = dwc_palette_role_of_status (dwd_job_get_status (self->item.job));
  const DwcRoleColours *role = dwc_grid_ink_get_role (self->ink, role_id);
  GdkRGBA ticks = { 1, 1, 1, 0.22f };
  GdkRGBA line = dwc_grid_ink_fade (&role->text, 0.5f);

  switch (fill)
    {
    case FILL_TINT:
      dwc_grid_ink_fill_round (snapshot, area, RADIUS, &role->tint);
      dwc_grid_ink_draw_outline (snapshot, area, RADIUS, 1, &line);
      dwc_grid_ink_draw_edge (snapshot, area, RADIUS, EDGE, dwc_grid_ink_is_rtl (self->ink), &role->fill);
      break;

    case FILL_TICKED:
      dwc_grid_ink_fill_round (snapshot, area, RADIUS, &role->fill);
      dwc_grid_ink_draw_hatch (self->ink, snapshot, DWC_GRID_HATCH_TICKS, area, &ticks);
      break;

    case FILL_SOLID:
      dwc_grid_ink_fill_round (snapshot, area, RADIUS, &role->fill);
      break;

    case FILL_PALE:
      dwc_grid_ink_fill_round (snapshot, area, RADIUS, &role->tint);
      break;

    case FILL_OUTLINE:
      dwc_grid_ink_fill_round (snapshot, area, RADIUS,
                               dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_VIEW));
      dwc_grid_ink_draw_outline (snapshot, area, RADIUS, 1, &line);
      break;

    case FILL_DASHED:
    default:
      dwc_grid_ink_fill_round (snapshot, area, RADIUS, &role->tint);
      dwc_grid_ink_draw_dashes (snapshot, area, RADIUS, 1.4f, 4, &role->text);
      break;
    }

  if (dwc_grid_ink_is_contrast (self->ink) && fill != FILL_DASHED)
    dwc_grid_ink_draw_outline (snapshot, area, RADIUS, 1.5f,
                               dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_TEXT));
}

static void
get_colours (DwcGridBar *self,
             Fill        fill,
             GdkRGBA    *icon,
             GdkRGBA    *text)
{
  DwcRole role_id = dwc_palette_role_of_status (dwd_job_get_status (self->item.job));
  const DwcRoleColours *role = dwc_grid_ink_get_role (self->ink, role_id);

  if (fill == FILL_SOLID || fill == FILL_TICKED)
    {
      *icon = *text = (GdkRGBA) { 1, 1, 1, 1 };
      return;
    }

  *icon = role->text;
  *text = fill == FILL_PALE || fill == FILL_OUTLINE ? role->text
                                                    : *dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_TEXT);
}

/* From the leading edge to the left edge. */
static double
flip (DwcGridBar *self,
      double      x,
      double      width)
{
  if (!dwc_grid_ink_is_rtl (self->ink))
    return x;

  return gtk_widget_get_width (GTK_WIDGET (self)) - x - width;
}

static void
draw_text (DwcGridBar        *self,
           GtkSnapshot       *snapshot,
           const Arrangement *place,
           double             centre_y,
           const GdkRGBA     *colour)
{
  int width = (int) place->text_width - self->number_width - GAP;
  int title_width;

  dwc_grid_ink_draw_layout (self->ink, snapshot, self->number,
                            flip (self, place->text_x, self->number_width), centre_y, colour);
  if (!place->title)
    return;

  /* Setting a width lays the text out again, even where it is the same. */
  if (pango_layout_get_width (self->title) != width * PANGO_SCALE)
    pango_layout_set_width (self->title, width * PANGO_SCALE);
  pango_layout_get_pixel_size (self->title, &title_width, NULL);
  dwc_grid_ink_draw_layout (self->ink, snapshot, self->title,
                            flip (self, place->text_x + self->number_width + GAP, title_width),
                            centre_y, colour);
}

static void
draw_marks (DwcGridBar  *self,
            GtkSnapshot *snapshot,
            const Mark  *marks,
            guint        n_marks,
            int          width,
            int          height)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  GdkRGBA white = { 1, 1, 1, 1 };
  int size = metrics->mark;
  int icon = (int) lround (10 * metrics->text_scale);

  for (guint i = 0; i < n_marks; i++)
    {
      double x = flip (self, width - PAD_NARROW - (n_marks - i) * (size + MARK_GAP) + MARK_GAP, size);
      double y = (height - size) / 2.0;
      const DwcRoleColours *role = dwc_grid_ink_get_role (self->ink, marks[i].role);

      dwc_grid_ink_fill_round (snapshot, &GRAPHENE_RECT_INIT ((float) x - 1, (float) y - 1, size + 2, size + 2),
                               size, &white);
      dwc_grid_ink_fill_round (snapshot, &GRAPHENE_RECT_INIT ((float) x, (float) y, size, size),
                               size, &role->fill);
      dwc_grid_ink_draw_icon (self->ink, snapshot, marks[i].icon, icon,
                              x + (size - icon) / 2.0, y + (size - icon) / 2.0, &white);
    }
}

static void
draw_rings (DwcGridBar            *self,
            GtkSnapshot           *snapshot,
            const graphene_rect_t *area)
{
  const GdkRGBA *accent = dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_ACCENT_TEXT);
  gint64 heat_us = dwc_grid_item_get_heat (&self->item);
  graphene_rect_t ring;

  if (heat_us > 0)
    {
      const DwcRoleColours *role = dwc_grid_ink_get_role (self->ink, dwc_palette_role_of_lateness (heat_us));

      graphene_rect_inset_r (area, -1, -1, &ring);
      dwc_grid_ink_draw_outline (snapshot, &ring, RADIUS + 1, 2, &role->text);
    }

  if (self->selected)
    {
      graphene_rect_inset_r (area, -4, -4, &ring);
      dwc_grid_ink_draw_outline (snapshot, &ring, RADIUS + 4, 2, accent);
    }

  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    {
      /* Inside the body the accent may meet a fill of its own darkness: a line of the view's colour
       * keeps the two apart. */
      graphene_rect_inset_r (area, 1, 1, &ring);
      dwc_grid_ink_draw_outline (snapshot, &ring, RADIUS - 1, 3,
                                 dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_VIEW));
      if (self->selected)
        dwc_grid_ink_draw_outline (snapshot, &ring, RADIUS - 1, 2, accent);
      else
        dwc_grid_ink_draw_dashes (snapshot, &ring, RADIUS - 1, 2, 3, accent);
    }
}

static void
dwc_grid_bar_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  DwcGridBar *self = DWC_GRID_BAR (widget);
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, width, height);
  Mark marks[MAX_MARKS];
  Arrangement place;
  GdkRGBA icon, text;
  Fill fill;

  if (self->item.job == NULL || width <= 0)
    return;

  ensure_layouts (self);
  fill = get_fill (self);
  arrange (self, &place, width, collect_marks (self, marks));
  get_colours (self, fill, &icon, &text);

  draw_fill (self, snapshot, fill, &area);
  if (place.icon)
    dwc_grid_ink_draw_icon (self->ink, snapshot,
                            dwc_palette_status_icon (dwd_job_get_status (self->item.job)), metrics->icon,
                            flip (self, place.icon_x, metrics->icon), (height - metrics->icon) / 2.0, &icon);
  if (place.number)
    draw_text (self, snapshot, &place, height / 2.0, &text);
  draw_marks (self, snapshot, marks, place.n_marks, width, height);
  draw_rings (self, snapshot, &area);
}

static void
dwc_grid_bar_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  /* The row gives each bar the size of its time. */
  *minimum = *natural = 0;
}

static void
dwc_grid_bar_state_flags_changed (GtkWidget     *widget,
                                  GtkStateFlags  previous)
{
  GtkStateFlags focus = GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE;

  if ((gtk_widget_get_state_flags (widget) ^ previous) & focus)
    gtk_widget_queue_draw (widget);
}

static gboolean
query_tooltip_cb (DwcGridBar *self,
                  int         x,
                  int         y,
                  gboolean    keyboard,
                  GtkTooltip *tooltip,
                  gpointer    user_data)
{
  g_autofree char *markup = NULL;

  if (self->track == NULL)
    return FALSE;

  markup = dwc_grid_words_bar_tooltip (self->context, self->track, self->position);
  gtk_tooltip_set_markup (tooltip, markup);

  return TRUE;
}

static void
clear_layouts (DwcGridBar *self)
{
  g_clear_object (&self->number);
  g_clear_object (&self->title);
  g_clear_object (&self->overrun);
}

static void
dwc_grid_bar_dispose (GObject *object)
{
  DwcGridBar *self = DWC_GRID_BAR (object);

  clear_layouts (self);
  self->track = NULL;
  g_clear_object (&self->item.job);
  g_clear_object (&self->ink);
  g_clear_object (&self->context);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (dwc_grid_bar_parent_class)->dispose (object);
}

static void
dwc_grid_bar_class_init (DwcGridBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_grid_bar_dispose;
  widget_class->snapshot = dwc_grid_bar_snapshot;
  widget_class->measure = dwc_grid_bar_measure;
  widget_class->state_flags_changed = dwc_grid_bar_state_flags_changed;

  gtk_widget_class_set_css_name (widget_class, "gridbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
}

static void
dwc_grid_bar_init (DwcGridBar *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
}

DwcGridBar *
dwc_grid_bar_new (DwcGridInk *ink,
                  DwcContext *context)
{
  DwcGridBar *self = g_object_new (DWC_TYPE_GRID_BAR, NULL);

  self->ink = g_object_ref (ink);
  self->context = g_object_ref (context);

  return self;
}

static gboolean
shows_same (const DwcGridItem *a,
            const DwcGridItem *b)
{
  return a->job == b->job && a->start_us == b->start_us && a->end_us == b->end_us
         && a->travel_us == b->travel_us && a->lane == b->lane && a->untimed == b->untimed
         && a->overlap_us == b->overlap_us && a->overlap_with == b->overlap_with
         && a->lateness_us == b->lateness_us && a->knock_on_us == b->knock_on_us
         && a->knock_on_by == b->knock_on_by && a->delays == b->delays;
}

static void
update_name (DwcGridBar *self)
{
  g_autofree char *name = dwc_grid_words_bar_name (self->context, self->track, self->position);

  if (g_strcmp0 (name, self->name) == 0)
    return;

  g_free (self->name);
  self->name = g_steal_pointer (&name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, self->name, -1);
}

/**
 * dwc_grid_bar_bind:
 * @self: a bar
 * @track: the row's bars, forecast; they outlive the binding
 * @position: which of them
 *
 * Shows this job from now on. Binding to what is shown already costs next to nothing.
 */
void
dwc_grid_bar_bind (DwcGridBar         *self,
                   const DwcGridTrack *track,
                   guint               position)
{
  const DwcGridItem *item = dwc_grid_track_get_item (track, position);

  self->track = track;
  self->position = position;
  if (shows_same (&self->item, item))
    return;

  if (self->item.job != item->job)
    clear_layouts (self);
  else
    g_clear_object (&self->overrun);

  g_set_object (&self->item.job, item->job);
  self->item = *item;
  update_name (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * dwc_grid_bar_unbind:
 * @self: a bar
 *
 * Lets the job go; the bar waits for another one.
 */
void
dwc_grid_bar_unbind (DwcGridBar *self)
{
  self->track = NULL;
  clear_layouts (self);
  g_clear_object (&self->item.job);
  memset (&self->item, 0, sizeof self->item);
}

/**
 * dwc_grid_bar_get_job:
 * @self: a bar
 *
 * Returns: (nullable): the name of the job it shows
 */
const char *
dwc_grid_bar_get_job (DwcGridBar *self)
{
  g_return_val_if_fail (DWC_IS_GRID_BAR (self), NULL);

  return self->item.job != NULL ? dwd_job_get_name (self->item.job) : NULL;
}

guint
dwc_grid_bar_get_position (DwcGridBar *self)
{
  g_return_val_if_fail (DWC_IS_GRID_BAR (self), 0);

  return self->position;
}

void
dwc_grid_bar_set_selected (DwcGridBar *self,
                           gboolean    selected)
{
  if (self->selected == selected)
    return;

  self->selected = selected;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Fonts, sizes or colours are others now. */
void
dwc_grid_bar_ink_changed (DwcGridBar *self)
{
  clear_layouts (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
