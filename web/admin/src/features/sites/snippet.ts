/** What a site's owner puts before </body>, for an installation at an origin. */
export const snippet = (origin: string, key: string): string => `<!-- InnConnect Chat Widget -->
<script>
window.InnConnectConfig = {
apiUrl: '${origin}/api',
apiKey: '${key}',
primaryColor: '#E85D04',
position: 'bottom-right'
};
</script>
<script src="${origin}/widget/innconnect-widget.js" defer></script>`;
