/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-tray-row.h"

#include "dwc-wording.h"
#include "widgets/dwc-access.h"
#include "widgets/dwc-palette.h"
#include "widgets/dwc-pill.h"

#include <glib/gi18n.h>

struct _DwcTrayRow
{
  GtkWidget parent_instance;

  GtkWidget *box;          /* (nullable) until it is built, as all the others */
  GtkWidget *priority;
  GtkWidget *number;
  GtkWidget *title;
  GtkWidget *mark;
  GtkWidget *skill;
  GtkWidget *customer;
  GtkWidget *when;
  GtkWidget *due;

  DwcContext *context;     /* (owned) */
  GObject *item;           /* (owned) (nullable) */
  DwdJob *job;             /* (owned) (nullable) */
  DwcTrayRow *example;     /* (weak) (nullable): says how high a row is that is not built yet */
};

G_DEFINE_FINAL_TYPE (DwcTrayRow, dwc_tray_row, GTK_TYPE_WIDGET)

static void
show_priority (DwcTrayRow *self,
               DwdPriority priority)
{
  const char *const classes[] = {
    [DWD_PRIORITY_LOW] = "priority-low",
    [DWD_PRIORITY_HIGH] = "priority-high",
    [DWD_PRIORITY_URGENT] = "priority-urgent",
  };
  const char *icon = dwc_palette_priority_icon (priority);

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      if (classes[i] == NULL)
        continue;
      if (i == priority)
        gtk_widget_add_css_class (self->priority, classes[i]);
      else
        gtk_widget_remove_css_class (self->priority, classes[i]);
    }

  /* A row without a priority keeps the icon's place, so that the numbers stand in one column. */
  gtk_image_set_from_icon_name (GTK_IMAGE (self->priority), icon);
  gtk_widget_set_opacity (self->priority, icon != NULL ? 1.0 : 0.0);
}

static const char *
get_mark_words (DwdJobMarks marks)
{
  if (marks & DWD_JOB_MARK_CONFLICT)
    return _("In conflict with the server");
  if (marks & DWD_JOB_MARK_FAILED)
    return _("A change was refused");
  if (marks & DWD_JOB_MARK_QUEUED)
    return _("Not on the server yet");

  return NULL;
}

static void
show_mark (DwcTrayRow *self,
           DwdJobMarks marks)
{
  const char *icon = NULL;
  const char *style = "";

  if (marks & DWD_JOB_MARK_CONFLICT)
    {
      icon = "view-dual-symbolic";
      style = "dwc-mark-conflict";
    }
  else if (marks & DWD_JOB_MARK_FAILED)
    {
      icon = "dialog-error-symbolic";
      style = "dwc-mark-failed";
    }
  else if (marks & DWD_JOB_MARK_QUEUED)
    {
      icon = "send-to-symbolic";
      style = "dwc-mark-queued";
    }

  gtk_image_set_from_icon_name (GTK_IMAGE (self->mark), icon);
  gtk_widget_set_css_classes (self->mark, (const char *[]) { style, NULL });
  gtk_widget_set_visible (self->mark, icon != NULL);
}

static void
show_skill (DwcTrayRow *self,
            DwdJob     *job)
{
  const char *const *skills = dwd_job_get_required_skills (job);
  const char *icon = skills[0] != NULL ? dwc_palette_skill_icon (skills[0]) : NULL;

  gtk_image_set_from_icon_name (GTK_IMAGE (self->skill), icon);
  gtk_widget_set_opacity (self->skill, icon != NULL ? 1.0 : 0.0);
}

/* How near is near: the last half hour before the start is worth a colour, the last two an icon. */
static DwcRole
get_due_role (gint64 left_us)
{
  if (left_us < 30 * DWD_USEC_PER_MINUTE)
    return DWC_ROLE_HEAT_1;
  if (left_us < 2 * DWD_USEC_PER_HOUR)
    return DWC_ROLE_HEAT_HALF;

  return DWC_ROLE_HEAT_0;
}

static void
show_due (DwcTrayRow *self,
          gint64      now_us)
{
  gint64 lateness_us = dwd_job_get_lateness (self->job, now_us);
  gint64 start_us = dwd_job_get_start (self->job);
  g_autofree char *words = dwc_wording_job_due (self->job, now_us);
  g_autofree char *text = NULL;

  /* The icon says late or not yet; the row has no room to say it twice. */
  if (*words == '\0')
    text = g_strdup ("");
  else
    text = dwc_wording_duration (lateness_us >= DWD_USEC_PER_MINUTE ? lateness_us : start_us - now_us);

  if (lateness_us >= DWD_USEC_PER_MINUTE)
    {
      dwc_pill_set (DWC_PILL (self->due), dwc_palette_role_of_lateness (lateness_us),
                    dwc_palette_lateness_icon (lateness_us), text);
    }
  else
    {
      DwcRole role = start_us != DWD_TIME_NONE ? get_due_role (start_us - now_us) : DWC_ROLE_HEAT_0;

      dwc_pill_set (DWC_PILL (self->due), role,
                    role == DWC_ROLE_HEAT_0 ? "object-select-symbolic" : "document-open-recent-symbolic",
                    text);
    }

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

static void
describe (DwcTrayRow *self)
{
  g_autofree char *label =
    /* Translators: for a screen reader: priority, number, title, customer, when. */
    g_strdup_printf (_("%1$s, %2$s, %3$s, %4$s, %5$s"),
                     dwc_palette_priority_word (dwd_job_get_priority (self->job)),
                     dwd_job_get_short_name (self->job), dwd_job_get_title (self->job),
                     dwd_job_get_customer_name (self->job),
                     gtk_label_get_text (GTK_LABEL (self->when)));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  /* The list's own item is what a screen reader stops at; before GTK 4.12 it has no name to set. */
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
show_job (DwcTrayRow *self)
{
  gboolean loaded = self->job != NULL;

  if (self->box == NULL)
    return;

  gtk_widget_set_child_visible (self->box, loaded);
  if (!loaded)
    return;

  show_priority (self, dwd_job_get_priority (self->job));
  show_mark (self, dwd_job_get_marks (self->job));
  show_skill (self, self->job);
  gtk_label_set_text (GTK_LABEL (self->number), dwd_job_get_short_name (self->job));
  gtk_inscription_set_text (GTK_INSCRIPTION (self->title), dwd_job_get_title (self->job));
  gtk_inscription_set_text (GTK_INSCRIPTION (self->customer), dwd_job_get_customer_name (self->job));
  dwc_tray_row_update (self);
}

static void
take_object_cb (DwcTrayRow *self)
{
  GObject *object = DWD_IS_PAGED_ITEM (self->item)
                    ? dwd_paged_item_get_object (DWD_PAGED_ITEM (self->item)) : self->item;
  DwdJob *job = DWD_IS_JOB (object) ? DWD_JOB (object) : NULL;

  g_set_object (&self->job, job);
  show_job (self);
}

static GdkContentProvider *
prepare_drag_cb (DwcTrayRow *self)
{
  if (self->job == NULL)
    return NULL;

  return gdk_content_provider_new_typed (DWD_TYPE_JOB, self->job);
}

/* What is dragged is seen: the list's row, because it has the background. */
static void
begin_drag_cb (DwcTrayRow    *self,
               GdkDrag       *drag,
               GtkDragSource *source)
{
  g_autoptr (GdkPaintable) live = gtk_widget_paintable_new (gtk_widget_get_parent (GTK_WIDGET (self)));
  g_autoptr (GdkPaintable) image = gdk_paintable_get_current_image (live);

  gtk_drag_source_set_icon (source, image, 12, 12);
}

static char *
dup_tooltip (DwcTrayRow *self,
             GtkWidget  *part)
{
  if (part == self->title)
    return g_strdup (dwd_job_get_title (self->job));
  if (part == self->mark)
    return g_strdup (get_mark_words (dwd_job_get_marks (self->job)));
  if (part == self->skill)
    return g_strjoinv (", ", (char **) dwd_job_get_required_skills (self->job));
  if (part == self->due)
    return dwc_wording_job_due (self->job, dwd_clock_get_now (dwc_context_get_clock (self->context)));

  return NULL;
}

/* A tooltip of each part's own would ask the X server where the pointer is, each time a text is set. */
static gboolean
dwc_tray_row_query_tooltip (GtkWidget  *widget,
                            int         x,
                            int         y,
                            gboolean    keyboard_tooltip,
                            GtkTooltip *tooltip)
{
  DwcTrayRow *self = DWC_TRAY_ROW (widget);
  g_autofree char *text = NULL;

  if (self->job == NULL || self->box == NULL)
    return FALSE;

  if (keyboard_tooltip)
    text = dup_tooltip (self, self->title);
  for (GtkWidget *part = gtk_widget_pick (widget, x, y, GTK_PICK_DEFAULT);
       text == NULL && part != NULL && part != widget;
       part = gtk_widget_get_parent (part))
    text = dup_tooltip (self, part);
  if (text == NULL || *text == '\0')
    return FALSE;

  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

static void
dwc_tray_row_measure (GtkWidget     *widget,
                      GtkOrientation orientation,
                      int            for_size,
                      int           *minimum,
                      int           *natural,
                      int           *minimum_baseline,
                      int           *natural_baseline)
{
  DwcTrayRow *self = DWC_TRAY_ROW (widget);
  GtkWidget *box = self->box;

  if (box == NULL && self->example != NULL)
    box = self->example->box;
  if (box != NULL)
    gtk_widget_measure (box, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
dwc_tray_row_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  DwcTrayRow *self = DWC_TRAY_ROW (widget);

  if (self->box != NULL)
    gtk_widget_size_allocate (self->box, &(GtkAllocation) { 0, 0, width, height }, baseline);
}

static void
dwc_tray_row_dispose (GObject *object)
{
  DwcTrayRow *self = DWC_TRAY_ROW (object);

  dwc_tray_row_set_item (self, NULL);
  g_clear_weak_pointer (&self->example);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (dwc_tray_row_parent_class)->dispose (object);
}

static void
dwc_tray_row_class_init (DwcTrayRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_tray_row_dispose;
  widget_class->query_tooltip = dwc_tray_row_query_tooltip;
  widget_class->measure = dwc_tray_row_measure;
  widget_class->size_allocate = dwc_tray_row_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
add_image (GtkWidget *box)
{
  GtkWidget *image = gtk_image_new ();

  dwc_access_tidy (image);
  gtk_box_append (GTK_BOX (box), image);

  return image;
}

static GtkWidget *
add_inscription (GtkWidget  *box,
                 const char *css_class)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (text), 1);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 10);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 3);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (text, css_class);
  gtk_box_append (GTK_BOX (box), text);

  return text;
}

static void
build (DwcTrayRow *self)
{
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkDragSource *drag = gtk_drag_source_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  gtk_widget_add_css_class (self->box, "dwc-tray-row");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (self->box), first);
  gtk_box_append (GTK_BOX (self->box), second);

  self->priority = add_image (first);
  self->number = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->number, "dwc-number");
  gtk_box_append (GTK_BOX (first), self->number);
  self->title = add_inscription (first, "dwc-title");
  self->mark = add_image (first);

  gtk_widget_set_margin_start (second, 20);
  self->skill = add_image (second);
  gtk_widget_add_css_class (self->skill, "dwc-dim");
  self->customer = add_inscription (second, "dwc-second");
  self->when = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->when, "dwc-second");
  gtk_box_append (GTK_BOX (second), self->when);
  self->due = dwc_pill_new ();
  gtk_box_append (GTK_BOX (second), self->due);

  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
  g_signal_connect_swapped (drag, "prepare", G_CALLBACK (prepare_drag_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (begin_drag_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

static void
dwc_tray_row_init (DwcTrayRow *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
dwc_tray_row_new (DwcContext *context)
{
  GtkWidget *self = dwc_tray_row_new_later (context, NULL);

  dwc_tray_row_build (DWC_TRAY_ROW (self));

  return self;
}

/**
 * dwc_tray_row_new_later:
 * @context: the context
 * @example: (nullable): a row that is built
 *
 * A list keeps 200 rows, of which a screen shows twenty: this one has nothing in it yet and is as high
 * as @example.
 *
 * Returns: (transfer floating): a row to be built with dwc_tray_row_build()
 */
GtkWidget *
dwc_tray_row_new_later (DwcContext *context,
                        DwcTrayRow *example)
{
  DwcTrayRow *self = g_object_new (DWC_TYPE_TRAY_ROW, NULL);

  g_set_object (&self->context, context);
  g_set_weak_pointer (&self->example, example);

  return GTK_WIDGET (self);
}

/* Nothing happens where it is built already. */
void
dwc_tray_row_build (DwcTrayRow *self)
{
  g_return_if_fail (DWC_IS_TRAY_ROW (self));

  if (self->box != NULL)
    return;

  build (self);
  show_job (self);
}

gboolean
dwc_tray_row_is_built (DwcTrayRow *self)
{
  g_return_val_if_fail (DWC_IS_TRAY_ROW (self), FALSE);

  return self->box != NULL;
}

/**
 * dwc_tray_row_set_item:
 * @self: a row
 * @item: (nullable): a job, or the slot of one that may still be loading
 */
void
dwc_tray_row_set_item (DwcTrayRow *self,
                       GObject    *item)
{
  g_return_if_fail (DWC_IS_TRAY_ROW (self));

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, take_object_cb, self);
  g_set_object (&self->item, item);
  if (DWD_IS_PAGED_ITEM (item))
    g_signal_connect_swapped (item, "notify::object", G_CALLBACK (take_object_cb), self);
  if (item == NULL)
    g_clear_object (&self->job);
  else
    take_object_cb (self);
}

void
dwc_tray_row_update (DwcTrayRow *self)
{
  g_autofree char *when = NULL;

  g_return_if_fail (DWC_IS_TRAY_ROW (self));

  if (self->job == NULL || self->box == NULL)
    return;

  when = dwc_wording_job_when (self->context, self->job);
  gtk_label_set_text (GTK_LABEL (self->when), when);
  show_due (self, dwd_clock_get_now (dwc_context_get_clock (self->context)));
  describe (self);
}

DwdJob *
dwc_tray_row_get_job (DwcTrayRow *self)
{
  g_return_val_if_fail (DWC_IS_TRAY_ROW (self), NULL);

  return self->job;
}

const char *
dwc_tray_row_get_due (DwcTrayRow *self)
{
  g_return_val_if_fail (DWC_IS_TRAY_ROW (self), NULL);

  return self->box != NULL ? dwc_pill_get_text (DWC_PILL (self->due)) : NULL;
}

const char *
dwc_tray_row_get_when (DwcTrayRow *self)
{
  g_return_val_if_fail (DWC_IS_TRAY_ROW (self), NULL);

  return self->box != NULL ? gtk_label_get_text (GTK_LABEL (self->when)) : NULL;
}
