/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-bar-private.h"

#include <math.h>

#include "dwc-grid-row.h"
#include "dwc-grid-words.h"

#define RADIUS DWC_GRID_RADIUS
#define PAD 8
#define PAD_NARROW 4
#define GAP 4
#define GAP_NARROW 2
#define MARK_GAP 2
#define MAX_MARKS 4

/* Below the first only the icon is drawn, and the title wants the second. */
#define NUMBER_ROOM 34
#define TITLE_ROOM 36
#define ICON_ROOM 16

typedef struct
{
  const char *icon;
  DwcRole role;
  int weight;           /* the lightest goes first where there is no room */
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
  guint n_marks;
} Arrangement;

G_DEFINE_FINAL_TYPE (DwcGridBar, dwc_grid_bar, GTK_TYPE_WIDGET)

static DwcGridBody
get_body (DwcGridBar *self)
{
  if (self->item.untimed)
    return DWC_GRID_BODY_DASHED;

  switch (dwd_job_get_status (self->item.job))
    {
    case DWD_JOB_STATUS_ASSIGNED:
      return DWC_GRID_BODY_TINT;
    case DWD_JOB_STATUS_EN_ROUTE:
      return DWC_GRID_BODY_TICKED;
    case DWD_JOB_STATUS_ARRIVED:
    case DWD_JOB_STATUS_IN_PROGRESS:
      return DWC_GRID_BODY_SOLID;
    case DWD_JOB_STATUS_COMPLETED:
      return DWC_GRID_BODY_PALE;
    case DWD_JOB_STATUS_CANCELLED:
      return DWC_GRID_BODY_OUTLINE;
    case DWD_JOB_STATUS_DRAFT:
    case DWD_JOB_STATUS_UNASSIGNED:
    case DWD_JOB_STATUS_UNKNOWN:
    default:
      return DWC_GRID_BODY_DASHED;
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
    marks[n++] = (Mark) { "send-to-symbolic", DWC_ROLE_HEAT_HALF, 1 }
  ;
  if (set & DWD_JOB_MARK_FAILED)
    marks[n++] = (Mark) { "dialog-error-symbolic", DWC_ROLE_HEAT_3, 4 }
  ;
  if (set & DWD_JOB_MARK_CONFLICT)
    marks[n++] = (Mark) { "view-dual-symbolic", DWC_ROLE_CONFLICT, 3 }
  ;
  if (item->overlap_us > 0 || item->knock_on_us > 0 || item->delays >= 0)
    marks[n++] = (Mark) { "dialog-warning-symbolic", DWC_ROLE_HEAT_2, 2 }
  ;

  return n;
}

static DwcGridLabelStyle
get_strike (DwcGridBar *self)
{
  return dwd_job_get_status (self->item.job) == DWD_JOB_STATUS_CANCELLED ? DWC_GRID_LABEL_STRIKE
                                                                          : DWC_GRID_LABEL_PLAIN;
}

/* Texts are laid out when there is room for them: a bar of an overview never has. */
static void
ensure_number (DwcGridBar *self)
{
  if (self->number != NULL)
    return;

  self->number = dwc_grid_ink_dup_label (self->ink, DWC_GRID_TEXT_BAR, DWC_GRID_LABEL_BOLD | get_strike (self),
                                         dwd_job_get_short_name (self->item.job));
  self->number_width = dwc_grid_label_get_width (self->number);
}

static void
ensure_title (DwcGridBar *self)
{
  if (self->title == NULL)
    self->title = dwc_grid_ink_dup_label (self->ink, DWC_GRID_TEXT_BAR, get_strike (self),
                                          dwd_job_get_title (self->item.job));
}

/* Tries @n_marks at a padding: TRUE where the number has its room as well. */
static gboolean
try_arrangement (DwcGridBar  *self,
                 Arrangement *out,
                 int          width,
                 guint        n_marks,
                 double       pad)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  double gap = (pad < PAD ? GAP_NARROW : GAP) * metrics->text_scale;

  out->n_marks = n_marks;
  out->icon_x = self->inset + pad * metrics->text_scale;
  out->text_x = out->icon_x + metrics->icon + gap;
  out->text_width = width - out->text_x - gap - n_marks * (metrics->mark + MARK_GAP);

  return out->text_width >= self->number_width;
}

static gboolean
try_arrangements (DwcGridBar  *self,
                  Arrangement *out,
                  int          width,
                  guint        n_marks)
{
  guint least = MIN (n_marks, 1);

  ensure_number (self);
  if (try_arrangement (self, out, width, n_marks, PAD))
    return TRUE;

  for (guint n = n_marks + 1; n > least; n--)
    {
      if (try_arrangement (self, out, width, n - 1, PAD_NARROW))
        return TRUE;
    }

  return FALSE;
}

/* Number before all but one mark, as it says which job it is; title last. What is left out is in the
 * tooltip and in the name. */
static void
arrange (DwcGridBar  *self,
         Arrangement *out,
         int          width,
         guint        n_marks)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  double scale = metrics->text_scale;
  int room = width - self->inset;

  out->icon = room >= ICON_ROOM * scale;
  out->number = room >= NUMBER_ROOM * scale && try_arrangements (self, out, width, n_marks);
  out->title = out->number && out->text_width - self->number_width - GAP * scale >= TITLE_ROOM * scale;
  if (out->number)
    return;

  out->n_marks = n_marks;
  while (out->n_marks > 0
         && room < PAD_NARROW + metrics->icon + GAP + out->n_marks * (metrics->mark + MARK_GAP))
    out->n_marks--;
  out->icon_x = self->inset + (out->n_marks > 0 ? PAD_NARROW : (room - metrics->icon) / 2.0);
}

/* Leaves the @n heaviest, in their order. */
static void
drop_light_marks (Mark *marks,
                  guint n_marks,
                  guint n)
{
  while (n_marks > n)
    {
      guint lightest = 0;

      for (guint i = 1; i < n_marks; i++)
        {
          if (marks[i].weight < marks[lightest].weight)
            lightest = i;
        }
      memmove (&marks[lightest], &marks[lightest + 1], (n_marks - lightest - 1) * sizeof (Mark));
      n_marks--;
    }
}

static void
get_colours (DwcGridBar *self,
             DwcGridBody body,
             GdkRGBA    *icon,
             GdkRGBA    *text)
{
  DwcRole role_id = dwc_palette_role_of_status (dwd_job_get_status (self->item.job));
  const DwcRoleColours *role = dwc_grid_ink_get_role (self->ink, role_id);

  if (body == DWC_GRID_BODY_SOLID || body == DWC_GRID_BODY_TICKED)
    {
      *icon = *text = (GdkRGBA) { 1, 1, 1, 1 };
      return;
    }

  *icon = role->text;
  *text = body == DWC_GRID_BODY_PALE || body == DWC_GRID_BODY_OUTLINE ? role->text
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
paint_text (DwcGridBar        *self,
            cairo_t           *cr,
            const Arrangement *place,
            double             centre_y,
            const GdkRGBA     *colour)
{
  double gap = GAP * dwc_grid_ink_get_metrics (self->ink)->text_scale;
  int room = (int) (place->text_width - self->number_width - gap);
  int title_width;

  dwc_grid_label_paint (self->number, cr, flip (self, place->text_x, self->number_width), centre_y,
                        self->number_width, colour);
  if (!place->title)
    return;

  ensure_title (self);
  title_width = dwc_grid_label_fit (self->title, room);
  dwc_grid_label_paint (self->title, cr,
                        flip (self, place->text_x + self->number_width + gap, title_width),
                        centre_y, room, colour);
}

static void
paint_marks (DwcGridBar *self,
             cairo_t    *cr,
             const Mark *marks,
             guint       n_marks,
             int         width,
             int         height)
{
  int size = dwc_grid_ink_get_metrics (self->ink)->mark;

  for (guint i = 0; i < n_marks; i++)
    {
      double x = flip (self, width - PAD_NARROW - (n_marks - i) * (size + MARK_GAP) + MARK_GAP, size);

      dwc_grid_ink_paint_mark (self->ink, cr, marks[i].icon, marks[i].role, x, (height - size) / 2.0);
    }
}

static void
paint_focus (DwcGridBar            *self,
             cairo_t               *cr,
             const graphene_rect_t *area)
{
  const GdkRGBA *accent = dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_ACCENT_TEXT);
  graphene_rect_t ring;

  /* Inside the body the accent may meet a fill of its own darkness: a line of the view's colour
   * keeps the two apart. */
  graphene_rect_inset_r (area, 1, 1, &ring);
  dwc_grid_ink_paint_outline (cr, &ring, RADIUS - 1, 3, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_VIEW));
  if (self->selected)
    dwc_grid_ink_paint_outline (cr, &ring, RADIUS - 1, 2, accent);
  else
    dwc_grid_ink_paint_dashes (cr, &ring, RADIUS - 1, 2, 3, accent);
}

static void
paint_rings (DwcGridBar            *self,
             cairo_t               *cr,
             const graphene_rect_t *area)
{
  gint64 heat_us = dwc_grid_item_get_heat (&self->item);
  graphene_rect_t ring;

  if (heat_us > 0)
    dwc_grid_ink_paint_ring (self->ink, cr, dwc_palette_role_of_lateness (heat_us), (int) area->size.width);

  if (self->selected)
    {
      graphene_rect_inset_r (area, -4, -4, &ring);
      dwc_grid_ink_paint_outline (cr, &ring, RADIUS + 4, 2,
                                  dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_ACCENT_TEXT));
    }

  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    paint_focus (self, cr, area);
}

static void
paint_body (DwcGridBar *self,
            cairo_t    *cr,
            int         width,
            int         height)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  DwdJobStatus status = dwd_job_get_status (self->item.job);
  const char *icon_name = dwc_palette_status_icon (status);
  DwcRole role = dwc_palette_role_of_status (status);
  DwcGridBody body = get_body (self);
  Mark marks[MAX_MARKS];
  guint n_marks = collect_marks (self, marks);
  Arrangement place;
  GdkRGBA icon, text;

  arrange (self, &place, width, n_marks);
  get_colours (self, body, &icon, &text);

  if (!place.number && place.n_marks == 0 && self->inset == 0)
    {
      dwc_grid_ink_paint_plain (self->ink, cr, body, role, place.icon ? icon_name : NULL, &icon, width);
      return;
    }

  drop_light_marks (marks, n_marks, place.n_marks);
  dwc_grid_ink_paint_body (self->ink, cr, body, role, width);
  if (place.icon)
    dwc_grid_ink_paint_icon (self->ink, cr, icon_name, metrics->icon,
                             flip (self, place.icon_x, metrics->icon), (height - metrics->icon) / 2.0, &icon);
  if (place.number)
    paint_text (self, cr, &place, height / 2.0, &text);
  paint_marks (self, cr, marks, place.n_marks, width, height);
}

/**
 * dwc_grid_bar_paint:
 * @self: a bar that has a size
 * @cr: where to
 * @x: the left edge of the body
 * @y: its top edge
 *
 * Paints the body and what lies on it and round it. The row does it, as all that it shows is one
 * picture: a bar is not asked for a snapshot of its own.
 */
void
dwc_grid_bar_paint (DwcGridBar *self,
                    cairo_t    *cr,
                    int         x,
                    int         y)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->item.job == NULL || width <= 0)
    return;

  cairo_translate (cr, x, y);
  paint_body (self, cr, width, height);
  paint_rings (self, cr, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_translate (cr, -x, -y);
}

static void
dwc_grid_bar_measure (GtkWidget     *widget,
                      GtkOrientation orientation,
                      int            for_size,
                      int           *minimum,
                      int           *natural,
                      int           *minimum_baseline,
                      int           *natural_baseline)
{
  /* The row gives each bar the size of its time. */
  *minimum = *natural = 0;
}

/* What lies under the head of the row belongs to the head. */
static gboolean
dwc_grid_bar_contains (GtkWidget *widget,
                       double     x,
                       double     y)
{
  DwcGridBar *self = DWC_GRID_BAR (widget);
  int width = gtk_widget_get_width (widget);
  double leading = dwc_grid_ink_is_rtl (self->ink) ? width - x : x;

  return leading >= self->inset && leading <= width && y >= 0 && y <= gtk_widget_get_height (widget);
}

/* The row paints its bars. */
static void
queue_paint (DwcGridBar *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));

  if (row != NULL)
    dwc_grid_row_queue_paint (DWC_GRID_ROW (row));
}

static void
dwc_grid_bar_state_flags_changed (GtkWidget    *widget,
                                  GtkStateFlags previous)
{
  GtkStateFlags focus = GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE;

  if ((gtk_widget_get_state_flags (widget) ^ previous) & focus)
    queue_paint (DWC_GRID_BAR (widget));
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
clear_labels (DwcGridBar *self)
{
  g_clear_pointer (&self->number, dwc_grid_label_unref);
  g_clear_pointer (&self->title, dwc_grid_label_unref);
  g_clear_pointer (&self->overrun, dwc_grid_label_unref);
}

static void
dwc_grid_bar_dispose (GObject *object)
{
  DwcGridBar *self = DWC_GRID_BAR (object);

  clear_labels (self);
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
  widget_class->measure = dwc_grid_bar_measure;
  widget_class->contains = dwc_grid_bar_contains;
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
 *
 * Returns: whether the bar showed this job before and looks different now; what it shows for the
 *   first time has just come into view, where the row paints anyway
 */
gboolean
dwc_grid_bar_bind (DwcGridBar         *self,
                   const DwcGridTrack *track,
                   guint               position)
{
  const DwcGridItem *item = dwc_grid_track_get_item (track, position);
  gboolean stays = g_strcmp0 (dwc_grid_bar_get_job (self), dwd_job_get_name (item->job)) == 0;

  self->track = track;
  self->position = position;
  if (shows_same (&self->item, item))
    return FALSE;

  if (self->item.job != item->job)
    clear_labels (self);
  else
    g_clear_pointer (&self->overrun, dwc_grid_label_unref);

  g_set_object (&self->item.job, item->job);
  self->item = *item;
  update_name (self);

  return stays;
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
  clear_labels (self);
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
  queue_paint (self);
}

/**
 * dwc_grid_bar_set_inset:
 * @self: a bar
 * @inset: how much of its leading end is scrolled out of view, in pixels
 *
 * Icon, number and title move along with the edge of the view, so that a long job can be read
 * wherever one looks at it. The row knows which bars reach past that edge, and paints them again.
 */
void
dwc_grid_bar_set_inset (DwcGridBar *self,
                        int         inset)
{
  self->inset = inset;
}

/* Fonts, sizes or colours are others now. */
void
dwc_grid_bar_ink_changed (DwcGridBar *self)
{
  clear_labels (self);
}
