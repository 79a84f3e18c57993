/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-head.h"

#include <glib/gi18n.h>
#include <math.h>

#include "dwc-grid-sheet.h"
#include "dwc-grid-state.h"
#include "widgets/dwc-palette.h"

#define PAD 8
#define AVATAR 24
#define GAP 6
#define METER_WIDTH 26
#define METER_HEIGHT 3
#define MAX_SKILLS 2

/* From here on a shift is so full that one late job upsets the day. */
#define NEARLY_FULL 0.9

struct _DwcGridHead
{
  GtkWidget parent_instance;

  DwcGridInk *ink;              /* (owned) */
  DwcContext *context;          /* (owned) */
  DwdTechnician *technician;    /* (owned) (nullable) */
  DwcGridState state;
  double utilisation;
  guint n_before;
  char *name;                   /* (owned) (nullable): the accessible one */
  PangoLayout *initials;        /* (owned) (nullable), as all of them */
  PangoLayout *title;
  PangoLayout *line;
  PangoLayout *used;
  gboolean selected;
  DwcGridSheet *sheet;          /* (owned): what was drawn last */
};

G_DEFINE_FINAL_TYPE (DwcGridHead, dwc_grid_head, GTK_TYPE_WIDGET)

/* The icons of the best skills, each once. */
static guint
collect_skill_icons (DwcGridHead *self,
                     const char  *icons[MAX_SKILLS])
{
  gsize n_skills;
  const DwdSkill *skills = dwd_technician_get_skills (self->technician, &n_skills);
  guint n = 0;

  for (int level = 5; level >= 1 && n < MAX_SKILLS; level--)
    {
      for (gsize i = 0; i < n_skills && n < MAX_SKILLS; i++)
        {
          const char *icon = skills[i].proficiency == level ? dwc_palette_skill_icon (skills[i].skill) : NULL;
          gboolean known = FALSE;

          for (guint k = 0; k < n; k++)
            known = known || icons[k] == icon;
          if (icon != NULL && !known)
            icons[n++] = icon;
        }
    }

  return n;
}

static char *
dup_used (DwcGridHead *self)
{
  if (isnan (self->utilisation))
    return g_strdup ("–");

  /* Translators: share of a shift that is booked. */
  return g_strdup_printf (C_("utilisation", "%d%%"), (int) lround (self->utilisation * 100));
}

static DwcRole
get_used_role (DwcGridHead *self)
{
  if (isnan (self->utilisation) || self->utilisation < NEARLY_FULL)
    return DWC_ROLE_HEAT_0;

  return self->utilisation > 1.0 ? DWC_ROLE_HEAT_3 : DWC_ROLE_HEAT_2;
}

static void
ensure_layouts (DwcGridHead *self)
{
  g_autofree char *used = NULL;
  gboolean full = get_used_role (self) != DWC_ROLE_HEAT_0;

  if (self->title != NULL)
    return;

  used = dup_used (self);
  self->initials = dwc_grid_ink_create_layout (self->ink, DWC_GRID_TEXT_INITIALS,
                                               dwd_technician_get_initials (self->technician));
  self->title = dwc_grid_ink_create_layout (self->ink, DWC_GRID_TEXT_NAME,
                                            dwd_technician_get_employee_name (self->technician));
  self->line = dwc_grid_ink_create_layout (self->ink, DWC_GRID_TEXT_LINE, self->state.text);
  self->used = dwc_grid_ink_create_layout (self->ink, full ? DWC_GRID_TEXT_STRONG : DWC_GRID_TEXT_LINE,
                                           used);
}

static void
clear_layouts (DwcGridHead *self)
{
  g_clear_object (&self->initials);
  g_clear_object (&self->title);
  g_clear_object (&self->line);
  g_clear_object (&self->used);
}

/* From the leading edge to the left edge. */
static double
flip (DwcGridHead *self,
      double       x,
      double       width)
{
  return dwc_grid_ink_is_rtl (self->ink) ? gtk_widget_get_width (GTK_WIDGET (self)) - x - width : x;
}

/* Shared by every line of text: at @x from the leading edge, at most @width wide. */
static void
draw_line (DwcGridHead   *self,
           GtkSnapshot   *snapshot,
           PangoLayout   *layout,
           double         x,
           int            width,
           double         centre_y,
           const GdkRGBA *colour)
{
  int text_width;

  if (width <= 0)
    return;
  if (pango_layout_get_width (layout) != width * PANGO_SCALE)
    pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, &text_width, NULL);
  dwc_grid_ink_draw_layout (self->ink, snapshot, layout, flip (self, x, text_width), centre_y, colour);
}

static void
draw_avatar (DwcGridHead *self,
             GtkSnapshot *snapshot,
             int          size,
             double       centre_y)
{
  GdkRGBA disc = *dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_OFF);
  double x = flip (self, PAD, size);
  int width;

  dwc_grid_ink_fill_round (snapshot, &GRAPHENE_RECT_INIT ((float) x, (float) (centre_y - size / 2.0), size, size),
                           size, &disc);
  pango_layout_get_pixel_size (self->initials, &width, NULL);
  dwc_grid_ink_draw_layout (self->ink, snapshot, self->initials, x + (size - width) / 2.0, centre_y,
                            dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_TEXT));
}

static void
draw_meter (DwcGridHead *self,
            GtkSnapshot *snapshot,
            double       x,
            double       y,
            double       width)
{
  DwcRole role = get_used_role (self);
  GdkRGBA track = dwc_grid_ink_fade (dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_OUTLINE), 0.4f);
  GdkRGBA bar = *dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_OUTLINE);
  double share = isnan (self->utilisation) ? 0 : CLAMP (self->utilisation, 0, 1);
  double filled = round (width * share);

  if (role != DWC_ROLE_HEAT_0)
    bar = dwc_grid_ink_get_role (self->ink, role)->text;

  gtk_snapshot_append_color (snapshot, &track, &GRAPHENE_RECT_INIT ((float) flip (self, x, width), (float) y,
                                                                    (float) width, METER_HEIGHT));
  if (filled > 0)
    gtk_snapshot_append_color (snapshot, &bar, &GRAPHENE_RECT_INIT ((float) flip (self, x, filled), (float) y,
                                                                    (float) filled, METER_HEIGHT));
}

static int
draw_used (DwcGridHead *self,
           GtkSnapshot *snapshot,
           int          width,
           double       line_1)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  DwcRole role = get_used_role (self);
  const GdkRGBA *colour = dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_DIM_TEXT);
  int meter = (int) lround (METER_WIDTH * metrics->text_scale);
  double x = width - PAD - meter;
  int text_width;

  if (role != DWC_ROLE_HEAT_0)
    colour = &dwc_grid_ink_get_role (self->ink, role)->text;

  pango_layout_get_pixel_size (self->used, &text_width, NULL);
  dwc_grid_ink_draw_layout (self->ink, snapshot, self->used,
                            flip (self, width - PAD - text_width, text_width), line_1 - 2 * metrics->text_scale, colour);
  draw_meter (self, snapshot, x, round (line_1 + 5.5 * metrics->text_scale), meter);

  return (int) MIN (x, width - PAD - text_width);
}

static int
draw_skills (DwcGridHead *self,
             GtkSnapshot *snapshot,
             int          width,
             double       line_2)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  const char *icons[MAX_SKILLS];
  guint n = collect_skill_icons (self, icons);
  double x = width - PAD;

  for (guint i = n; i > 0; i--)
    {
      x -= metrics->icon;
      dwc_grid_ink_draw_icon (self->ink, snapshot, icons[i - 1], metrics->icon,
                              flip (self, x, metrics->icon), line_2 - metrics->icon / 2.0,
                              dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_DIM_TEXT));
      x -= 2;
    }

  return (int) x;
}

static void
draw_state (DwcGridHead *self,
            GtkSnapshot *snapshot,
            int          x,
            int          end,
            double       line_2)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  const GdkRGBA *colour = dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_DIM_TEXT);
  int text_x = x + metrics->icon + (int) lround (3 * metrics->text_scale);

  if (self->state.role != DWC_ROLE_HEAT_0)
    colour = &dwc_grid_ink_get_role (self->ink, self->state.role)->text;

  dwc_grid_ink_draw_icon (self->ink, snapshot, self->state.icon, metrics->icon,
                          flip (self, x, metrics->icon), line_2 - metrics->icon / 2.0, colour);
  draw_line (self, snapshot, self->line, text_x, end - GAP / 2 - text_x, line_2, colour);
}

static void
draw_background (DwcGridHead *self,
                 GtkSnapshot *snapshot,
                 int          width,
                 int          height)
{
  DwcSurface surface = DWC_SURFACE_VIEW;

  if (self->selected)
    surface = DWC_SURFACE_SELECTED;
  else if (gtk_widget_get_state_flags (GTK_WIDGET (self)) & GTK_STATE_FLAG_PRELIGHT)
    surface = DWC_SURFACE_HOVER;

  gtk_snapshot_append_color (snapshot, dwc_grid_ink_get_surface (self->ink, surface),
                             &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_append_color (snapshot, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_HOUR_LINE),
                             &GRAPHENE_RECT_INIT ((float) flip (self, width - 1, 1), 0, 1, height));
  gtk_snapshot_append_color (snapshot, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_HALF_HOUR_LINE),
                             &GRAPHENE_RECT_INIT (0, height - 1, width, 1));
}

static void
draw_head (DwcGridHead *self,
           GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  double scale = metrics->text_scale;
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  int avatar = (int) lround (AVATAR * scale);
  int x = PAD + avatar + (int) lround (GAP * scale);
  double line_1 = 10.5 * scale;
  double line_2 = 26.5 * scale;
  int end;

  ensure_layouts (self);
  draw_background (self, snapshot, width, height);
  draw_avatar (self, snapshot, avatar, metrics->row_height / 2.0);
  end = draw_used (self, snapshot, width, line_1);
  draw_line (self, snapshot, self->title, x, end - GAP - x, line_1,
             dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_TEXT));
  end = draw_skills (self, snapshot, width, line_2);
  draw_state (self, snapshot, x, end, line_2);

  if (gtk_widget_has_visible_focus (widget))
    dwc_grid_ink_draw_outline (snapshot, &GRAPHENE_RECT_INIT (1, 1, width - 2, height - 2), 4, 2,
                               dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_ACCENT_TEXT));
}

/* The renderers are slow by the node, and a head is dozens of them that seldom change: GTK keeps the
 * node of a widget that was not told to draw, so that it had better be a single one. */
static void
dwc_grid_head_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  DwcGridHead *self = DWC_GRID_HEAD (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  int scale = gtk_widget_get_scale_factor (widget);
  g_autoptr (GtkSnapshot) parts = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  cairo_t *cr;

  if (self->technician == NULL || width <= 0 || height <= 0)
    return;

  parts = gtk_snapshot_new ();
  draw_head (self, parts);
  node = gtk_snapshot_to_node (parts);

  cr = dwc_grid_sheet_begin (self->sheet, width, height, scale);
  gsk_render_node_draw (node, cr);
  dwc_grid_sheet_end (self->sheet, cr);
  gtk_snapshot_append_node (snapshot, dwc_grid_sheet_get_node (self->sheet));
}

static void
dwc_grid_head_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
dwc_grid_head_state_flags_changed (GtkWidget    *widget,
                                   GtkStateFlags previous)
{
  GtkStateFlags shown = GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE | GTK_STATE_FLAG_PRELIGHT;

  if ((gtk_widget_get_state_flags (widget) ^ previous) & shown)
    gtk_widget_queue_draw (widget);
}

static void
add_skills (GPtrArray     *parts,
            DwdTechnician *technician)
{
  gsize n_skills;
  const DwdSkill *skills = dwd_technician_get_skills (technician, &n_skills);

  for (gsize i = 0; i < n_skills; i++)
    /* Translators: a skill and its level of 5: "HVAC 4/5". */
    g_ptr_array_add (parts, g_strdup_printf (_("%s %d/5"), skills[i].skill, skills[i].proficiency));
}

/* All that the head says, one part each. */
static GPtrArray *
collect_facts (DwcGridHead *self)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (parts, g_strdup (dwd_technician_get_employee_name (self->technician)));
  g_ptr_array_add (parts, g_strdup (self->state.text));
  if (!isnan (self->utilisation))
    g_ptr_array_add (parts, g_strdup_printf (_("%d %% of the shift used"),
                                             (int) lround (self->utilisation * 100)));
  if (self->n_before > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u job still open from before",
                                                       "%u jobs still open from before", self->n_before),
                                             self->n_before));
  add_skills (parts, self->technician);
  g_ptr_array_add (parts, NULL);

  return parts;
}

static gboolean
query_tooltip_cb (DwcGridHead *self,
                  int          x,
                  int          y,
                  gboolean     keyboard,
                  GtkTooltip  *tooltip,
                  gpointer     user_data)
{
  g_autoptr (GPtrArray) facts = NULL;
  g_autofree char *text = NULL;

  if (self->technician == NULL)
    return FALSE;

  facts = collect_facts (self);
  text = g_strjoinv ("\n", (char **) facts->pdata);
  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

static void
dwc_grid_head_dispose (GObject *object)
{
  DwcGridHead *self = DWC_GRID_HEAD (object);

  clear_layouts (self);
  dwc_grid_state_clear (&self->state);
  g_clear_object (&self->technician);
  g_clear_object (&self->ink);
  g_clear_object (&self->context);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (dwc_grid_head_parent_class)->dispose (object);
}

static void
dwc_grid_head_finalize (GObject *object)
{
  dwc_grid_sheet_free (DWC_GRID_HEAD (object)->sheet);

  G_OBJECT_CLASS (dwc_grid_head_parent_class)->finalize (object);
}

static void
dwc_grid_head_class_init (DwcGridHeadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_grid_head_dispose;
  object_class->finalize = dwc_grid_head_finalize;
  widget_class->snapshot = dwc_grid_head_snapshot;
  widget_class->measure = dwc_grid_head_measure;
  widget_class->state_flags_changed = dwc_grid_head_state_flags_changed;

  gtk_widget_class_set_css_name (widget_class, "gridhead");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ROW_HEADER);
}

static void
dwc_grid_head_init (DwcGridHead *self)
{
  self->utilisation = NAN;
  self->sheet = dwc_grid_sheet_new ();
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
}

DwcGridHead *
dwc_grid_head_new (DwcGridInk *ink,
                   DwcContext *context)
{
  DwcGridHead *self = g_object_new (DWC_TYPE_GRID_HEAD, NULL);

  self->ink = g_object_ref (ink);
  self->context = g_object_ref (context);

  return self;
}

static gboolean
is_same_share (double a,
               double b)
{
  return isnan (a) ? isnan (b) : a == b;
}

/**
 * dwc_grid_head_bind:
 * @self: a head
 * @row: a technician's row, its track forecast for now
 *
 * Shows this technician, as things stand now. What has not changed is not drawn again.
 */
void
dwc_grid_head_bind (DwcGridHead          *self,
                    const DwcGridRowData *row)
{
  g_auto (DwcGridState) state = { 0 };
  g_autoptr (GPtrArray) facts = NULL;
  g_autofree char *name = NULL;
  guint n_before = dwc_grid_track_get_n_before (row->track);

  dwc_grid_state_describe (&state, self->context, dwd_technician_get_name (row->technician), row->track);
  if (self->technician == row->technician && is_same_share (self->utilisation, row->utilisation)
      && self->n_before == n_before && self->state.role == state.role && self->state.icon == state.icon
      && g_strcmp0 (self->state.text, state.text) == 0)
    return;

  g_set_object (&self->technician, row->technician);
  dwc_grid_state_clear (&self->state);
  self->state = state;
  state.text = NULL;
  self->utilisation = row->utilisation;
  self->n_before = n_before;
  clear_layouts (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));

  facts = collect_facts (self);
  name = g_strjoinv (", ", (char **) facts->pdata);
  if (g_strcmp0 (name, self->name) == 0)
    return;

  g_free (self->name);
  self->name = g_steal_pointer (&name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, self->name, -1);
}

void
dwc_grid_head_set_selected (DwcGridHead *self,
                            gboolean     selected)
{
  if (self->selected == selected)
    return;

  self->selected = selected;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
dwc_grid_head_ink_changed (DwcGridHead *self)
{
  clear_layouts (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
